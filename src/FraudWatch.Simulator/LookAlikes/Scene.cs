using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>One group of look-alikes: its people come from the honest population and keep their ordinary lives beside the part they play.</summary>
internal sealed class Scene
{
    private const int Tries = 60;
    private readonly string _archetype;

    public Scene(Society society, AgentRandom random, string archetype)
    {
        (Society, Random, _archetype) = (society, random, archetype);
        StartsAt = society.Start + (long)((society.End - society.Start) * random.Between(0.03, 0.85));
    }

    public Society Society { get; }
    public AgentRandom Random { get; }
    public long StartsAt { get; }

    public long Now => Society.Now;

    /// <summary>Accounts that took a part so far.</summary>
    public int Cast { get; private set; }

    public double CoinsFor(double usd) => usd * 100 / Society.Parameters.Prices.ReferenceCentsPerCoin;

    public void Play(IEnumerable<long> script, long at) => Society.Schedule.Add(script.GetEnumerator(), at);

    public IEnumerable<long> Visit(Account fan, Creator creator, FanVisit.Spree spree) =>
        FanVisit.Go(Society, fan, creator, spree, Random);

    /// <summary>Payers with a history before the run that play no other part; fewer than asked for when there are no more.</summary>
    public List<Account> Tenured(int count)
    {
        var chosen = new List<Account>(count);
        for (int i = 0; i < count; i++)
        {
            if (Find(Society.Payers, a => a.CreatedAt < Society.Start - 20 * SimTime.Day) is { } account)
            {
                chosen.Add(account);
            }
        }

        return chosen;
    }

    /// <summary>A payer from somewhere in the population, old or new.</summary>
    public Account? Anyone() => Find(Society.Payers, a => a.CreatedAt < StartsAt);

    /// <summary>A person who joins at <paramref name="at"/> for the occasion and may stay.</summary>
    public Account Newcomer(long at, double monthlyUsd)
    {
        Account account = Society.People.NewPayer(Random, at, monthlyUsd);
        account.Archetype = _archetype;
        Cast++;
        Society.Payers.Add(account);
        if (Random.Chance(0.4))
        {
            HonestPopulation.Live(Society, account, Math.Min(monthlyUsd, 20), Random.Fork());
        }

        return account;
    }

    /// <summary>A creator without another part whose popularity lies within the bounds.</summary>
    public Creator? Creator(double low, double high) =>
        Find(Society.Directory.All, c => c.Popularity >= low && c.Popularity <= high && c.CreatedAt < StartsAt);

    private T? Find<T>(IReadOnlyList<T> people, Func<T, bool> fits)
        where T : Account
    {
        for (int tries = 0; tries < Tries; tries++)
        {
            T account = Random.Pick(people);
            if (account is { Verdict: null, Archetype: null } && fits(account))
            {
                account.Archetype = _archetype;
                Cast++;
                return account;
            }
        }

        return null;
    }
}
