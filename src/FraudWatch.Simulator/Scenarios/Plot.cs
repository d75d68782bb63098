using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>
/// One group's stage: recruits its accounts and knows how well it hides. Camouflage κ (0–0.9, jittered a little for each
/// group) moves every habit from the fraudster's towards the honest one.
/// </summary>
internal sealed class Plot
{
    private const double DeviceSharedWithInnocent = 0.10;
    private const double AgedRing = 0.15;
    private const double LeastBoughtAgeDays = 180;
    private readonly List<Account> _members = [];
    private readonly Enforcement _enforcement;
    private readonly bool _buysAgedAccounts;
    private Fashion _fashion;
    private ulong[] _devices;
    private ulong[] _networks;

    public Plot(Society society, AgentRandom random, string typology)
    {
        Society = society;
        Random = random;
        Camouflage = Math.Clamp(society.Options.Camouflage + random.Between(-0.1, 0.1), 0, 0.95);
        Home = society.People.SomeMarket(random);
        double span = society.End - society.Start;
        StartsAt = society.Start + (long)(span * random.Between(0.04, 0.8));
        Group = new FraudGroup(random.NextBits(), typology, StartsAt);
        (_devices, _networks) = Premises(random);
        _buysAgedAccounts = random.Chance(AgedRing);
        bool afterChange = StartsAt >= society.Start + society.Parameters.Regimes.ChangesOn * SimTime.Day;
        _fashion = Fashion.Of(society.Options.Seed, afterChange);
        _enforcement = Enforcement.Draw(random, StartsAt);
        if (_enforcement is { At: < SimTime.Never, ComesBack: true })
        {
            society.Schedule.Add(ChangeOneHabit(), _enforcement.At + _enforcement.Pause / 2);
        }
    }

    public Society Society { get; }
    public AgentRandom Random { get; }
    public FraudGroup Group { get; }

    /// <summary>The country the group works in.</summary>
    public Market Home { get; }

    /// <summary>κ of this group.</summary>
    public double Camouflage { get; }

    /// <summary>The group does nothing wrong before this time.</summary>
    public long StartsAt { get; }

    public long Now => Society.Now;

    /// <summary>Coins of a purchase that would usually be <paramref name="usual"/>, as this group likes them at present.</summary>
    public double PackCoins(double usual) => usual * _fashion.Packs;

    /// <summary>Coins of a gift that would usually be <paramref name="usual"/>, as this group likes them at present.</summary>
    public double GiftCoins(double usual) => usual * _fashion.Gifts;

    /// <summary>Goes from the blatant value at κ = 0 to the honest one at κ = 1, on the logarithmic scale.</summary>
    public double Blend(double blatant, double honest) => blatant * Math.Pow(honest / blatant, Camouflage);

    /// <summary>Seconds watched before a gift: half a minute when blatant, minutes when careful, who at times watch like anyone.</summary>
    public double DwellSeconds()
    {
        double honest = 60 * Society.Parameters.DwellMinutes;
        return Random.LogNormal(Random.Chance(Camouflage * 0.6) ? honest : Blend(35, honest), 1);
    }

    /// <summary>The country of a card for an account at home in <paramref name="home"/>: any when blatant, the account's own when careful.</summary>
    public Market CardMarket(Market home) => Random.Chance(0.2 + 0.75 * Camouflage) ? home : Society.People.SomeMarket(Random);

    /// <summary>A habit that the careful drop: true with probability <paramref name="blatant"/> at κ = 0, falling to nothing.</summary>
    public bool Careless(double blatant = 1) => Random.Chance(blatant * (1 - Camouflage));

    /// <summary>Lets an agent of the group act from <paramref name="at"/> on.</summary>
    public void Play(IEnumerable<long> script, long at) => Society.Schedule.Add(_enforcement.Interrupt(script, at), at);

    /// <summary>A payer's account that will be used at <paramref name="usedAt"/>: fresh when blatant, aged or bought when careful.</summary>
    public Account Recruit(long usedAt, string label = Verdict.Fraud)
    {
        Account account = Society.People.NewPayer(Random, OpenedAt(usedAt), Random.LogBetween(5, 400));
        _members.Add(account);
        Place(account);
        Accuse(account, label, usedAt);
        if (usedAt < Society.End && Random.Chance(0.2 + 0.45 * Camouflage))
        {
            double monthly = Math.Min(60, HonestPopulation.MonthlySpend(Society.Parameters, Random) + 1);
            HonestPopulation.Live(Society, account, monthly, Random.Fork());
        }

        return account;
    }

    /// <summary>A creator in the know: one of the small honest-looking ones, or an account opened for the purpose.</summary>
    public Creator RecruitCreator(string label = Verdict.Fraud)
    {
        Creator? known = Random.Chance(0.4 + 0.5 * Camouflage) ? SmallCreator() : null;
        if (known is null)
        {
            known = Society.People.NewCreator(Random, OpenedAt(StartsAt), Random.LogBetween(0.05, 2));
            _members.Add(known);
            Place(known);
        }

        Accuse(known, label, StartsAt);
        return known;
    }

    /// <summary>Records the truth; an account already accused keeps its first verdict, and what would come after the end is no truth yet.</summary>
    public void Accuse(Account account, string label, long since)
    {
        if (account.Verdict is null && since < Society.End)
        {
            account.Verdict = new Verdict(label, Group, since);
            Society.Accused.Add(account);
        }
    }

    /// <summary>An established honest payer who buys now and then, for the parts of customers and victims.</summary>
    public Account? SomeCustomer()
    {
        for (int tries = 0; tries < 50; tries++)
        {
            Account account = Random.Pick(Society.Payers);
            if (account.Verdict is null && account.Archetype is null && account.CreatedAt < Society.Start)
            {
                return account;
            }
        }

        return null;
    }

    /// <summary>A small creator whom the group uses without their knowing, and whom nobody should take for one of it; null when there is none.</summary>
    public Creator? Bystander(string archetype)
    {
        Creator? creator = SmallCreator();
        if (creator is not null)
        {
            creator.Archetype = archetype;
        }

        return creator;
    }

    /// <summary>A creator that has nothing to do with the group.</summary>
    public Creator Outsider(Market home) => Random.Chance(0.5)
        ? Society.Directory.ByPopularity(Random, home)
        : Random.Pick(Society.Directory.All);

    private Creator? SmallCreator()
    {
        for (int tries = 0; tries < 50; tries++)
        {
            Creator creator = Random.Pick(Society.Directory.All);
            if (creator is { Verdict: null, Archetype: null, Popularity: < 6 } && creator.CreatedAt < StartsAt)
            {
                return creator;
            }
        }

        return null;
    }

    private long OpenedAt(long usedAt)
    {
        if (_buysAgedAccounts)
        {
            return People.OpenedBefore(Random, usedAt - SimTime.Days(LeastBoughtAgeDays));
        }

        if (Random.Chance(0.1 + 0.65 * Camouflage))
        {
            return People.OpenedBefore(Random, Math.Min(usedAt, Society.Start));
        }

        double hours = Random.LogNormal(Blend(3, 24 * 30), 1.4);
        return usedAt - SimTime.Hours(hours + 0.05);
    }

    private static (ulong[] Devices, ulong[] Networks) Premises(AgentRandom random) => (
        [.. Enumerable.Range(0, random.Whole(2, 6)).Select(_ => random.NextBits())],
        [.. Enumerable.Range(0, random.Whole(1, 3)).Select(_ => random.NextBits())]);

    private IEnumerator<long> ChangeOneHabit()
    {
        switch (_enforcement.Changes)
        {
            case Enforcement.Habit.Packs:
                _fashion = _fashion.OtherPacks(Random);
                break;
            case Enforcement.Habit.Gifts:
                _fashion = _fashion.OtherGifts(Random);
                break;
            default:
                (_devices, _networks) = Premises(Random);
                _members.ForEach(Place);
                break;
        }

        yield break;
    }

    // The blatant keep all accounts on a shelf of phones behind one line; the careful give each its own.
    private void Place(Account account)
    {
        if (Careless(0.85))
        {
            account.Device = Random.Pick(_devices);
            account.SecondDevice = 0;
        }

        if (Careless(0.85))
        {
            account.HomeNetwork = Random.Pick(_networks);
            account.MobileShare = 0.1f;
        }

        if (Random.Chance(DeviceSharedWithInnocent) && SomeCustomer() is { SecondDevice: 0 } innocent)
        {
            innocent.SecondDevice = account.Device;
        }
    }
}
