using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Agents;

/// <summary>What an honest creator does with income: withdraws on a rhythm of their own, up to the daily cap, and turns a little back into gifts.</summary>
internal sealed class CreatorLife
{
    private const double Exchangers = 0.15;

    private readonly Society _society;
    private readonly Creator _creator;
    private readonly AgentRandom _random;
    private readonly double _everyDays;
    private readonly double _leastUsd;
    private readonly double _part;
    private readonly double _exchangedPart;

    public CreatorLife(Society society, Creator creator, AgentRandom random)
    {
        (_society, _creator, _random) = (society, creator, random);
        // Some look at their balance daily and take what is there, which is what a mule does too.
        _everyDays = Rhythm(random.Weighted(society.Parameters.Payouts.RhythmWeights), random);
        _leastUsd = society.Parameters.Payouts.LeastUsd * random.LogBetween(1, 15);
        _part = random.Chance(0.65) ? 1 : random.Between(0.5, 0.95);
        _exchangedPart = random.Chance(Exchangers) ? random.Between(0.2, 1) : 0;
    }

    public IEnumerator<long> Live()
    {
        while (true)
        {
            Presence from = People.Visit(_creator, _random);
            if (_exchangedPart > 0 && _creator.Diamonds > 40)
            {
                _society.Platform.Exchange(_creator, (long)(_creator.Diamonds * _exchangedPart * _random.Between(0.3, 1)), from);
                yield return _society.Now + SimTime.Minutes(_random.LogNormal(90, 1.5));
                for (int gifts = _random.Whole(0, 8); gifts > 0 && _creator.Coins > 0; gifts--)
                {
                    Regift(from);
                    yield return _society.Now + SimTime.Minutes(_random.Exponential(200));
                }
            }

            long wanted = (long)(_creator.Diamonds * _part);
            long most = _society.Parameters.DiamondsWorth(_society.Parameters.DailyPayoutCapUsd, _creator.Home);
            while (wanted > _society.Parameters.DiamondsWorth(_leastUsd, _creator.Home))
            {
                long taken = Math.Min(wanted, most);
                _society.Platform.Withdraw(_creator, taken, _creator.Payout, from);
                wanted -= taken;
                if (wanted > 0)
                {
                    yield return _society.Now + SimTime.Hours(_random.Between(23, 27));
                }

                wanted = Math.Min(wanted, _creator.Diamonds);
            }

            yield return DailyRhythm.AtSomeHour(
                _random, _creator.Home, (_society.Now + SimTime.Days(_everyDays)) / SimTime.Day) + SimTime.Day / 2;
        }
    }

    private static double Rhythm(int chosen, AgentRandom random) => chosen switch
    {
        0 => random.Between(1, 3),
        1 => 7,
        2 => 14,
        _ => 30,
    };

    private void Regift(in Presence from)
    {
        Creator other = _society.Directory.ByPopularity(_random, _creator.Home);
        if (ReferenceEquals(other, _creator))
        {
            return;
        }

        int gift = _society.Gifts.DearestAtMost(_creator.Coins * _random.Between(0.02, 0.6));
        int watched = (int)_random.LogNormal(400, 1.1);
        _society.Platform.Gift(_creator, other, new Giving(gift, 1, from, watched));
    }
}
