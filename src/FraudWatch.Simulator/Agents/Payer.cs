using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Agents;

/// <summary>How an honest payer lives.</summary>
/// <param name="BudgetCents">What they will spend in the run, US cents at reference prices.</param>
/// <param name="MeanGapDays">Between visits.</param>
/// <param name="GiftsPerVisit">Mean.</param>
/// <param name="UsualGiftCoins">Value of a middling gift.</param>
/// <param name="From">First day they may show up.</param>
/// <param name="Until">They lose interest then.</param>
internal sealed record PayerHabits(
    double BudgetCents, double MeanGapDays, double GiftsPerVisit, double UsualGiftCoins, long From, long Until);

/// <summary>An honest payer: visits a creator, watches, buys when the purse is too light for the gift in mind, gives, comes back.</summary>
internal sealed class Payer(Society society, Account account, PayerHabits habits, AgentRandom random)
{
    private const double GiftSigma = 1.85;

    // Roses and hearts: most gifts, next to no value.
    private const double SmallTalk = 0.5;
    private const double DeviceChangePerDay = 0.04 / 30;
    private const double NewCardPerDay = 0.08 / 30;

    // Some people's cards are simply poor; a refusal more or less says little about them.
    private readonly double _declineRate = random.Chance(0.10)
        ? random.Between(0.15, 0.5)
        : society.Parameters.DeclineRate * 0.5;

    // Passers-by who give and go, restless people and those who leave the stream on all evening.
    private readonly double _dwellMinutes = random.Chance(0.15)
        ? random.LogNormal(1.5, 0.7)
        : random.LogNormal(society.Parameters.DwellMinutes, 0.9);

    // Some buy for the month on pay day, the others for the evening.
    private readonly bool _stocksUp = random.Chance(0.3);

    private readonly Favourites _favourites = new(habits.BudgetCents > 50_000 ? 3 : 4);
    private double _spentCents;
    private long _lastVisit;

    public void Know(Creator creator, float visits) => _favourites.Remember(creator, visits);

    public IEnumerator<long> Live()
    {
        while (society.Now < habits.Until && (account.Coins > 0 || MaySpend))
        {
            Creator creator = _favourites.Choose(random, society, account.Home);
            MaybeRenew();
            Presence from = People.Visit(account, random);
            long joined = society.Now;
            yield return joined + Dwell();
            for (int gifts = random.Geometric(habits.GiftsPerVisit); gifts > 0; gifts--)
            {
                double wish = random.Chance(SmallTalk) ? random.Between(1, 6) : random.LogNormal(habits.UsualGiftCoins, GiftSigma);
                if (wish > account.Coins && MaySpend)
                {
                    Checkout checkout = FillCart(from, wish);
                    while (random.Chance(_declineRate))
                    {
                        society.Platform.Decline(account, checkout, DeclineCodes.Ordinary(random));
                        yield return society.Now + SimTime.Seconds(random.Between(15, 150));
                    }

                    Pay(checkout);
                    yield return society.Now + SimTime.Seconds(random.LogNormal(45, 1));
                }

                if (account.Coins <= 0 || ReferenceEquals(creator, account))
                {
                    break;
                }

                Give(creator, from, wish, joined);
                yield return society.Now + SimTime.Seconds(random.Exponential(110));
            }

            _lastVisit = society.Now;
            yield return DailyRhythm.Next(random, account.Home, society.Now, habits.MeanGapDays);
        }
    }

    // People overshoot what they meant to spend, by half at most.
    private bool MaySpend => _spentCents < 1.5 * habits.BudgetCents;

    private long Dwell() => SimTime.Minutes(Math.Min(240, random.LogNormal(_dwellMinutes, 0.9)));

    private Checkout FillCart(in Presence from, double wish)
    {
        Instrument instrument = People.PayWith(account, random);
        double leftCoins = (habits.BudgetCents - _spentCents) / society.Parameters.Prices.ReferenceCentsPerCoin;
        double wanted = _stocksUp ? Math.Max(wish, leftCoins * random.Between(0.3, 1)) : wish * random.LogNormal(4, 0.8);
        int pack = society.Parameters.Prices.PackAtMost(instrument.Channel, wanted);
        // Who travels behind a VPN still sees the store of the card's country.
        return new Checkout(pack, instrument, from, instrument.Market);
    }

    private void Pay(in Checkout checkout)
    {
        Order order = society.Platform.Purchase(account, checkout);
        _spentCents += order.Cents / checkout.Storefront.PriceLevel;
        society.Reversals.FateOfHonest(order, random);
    }

    private void Give(Creator creator, in Presence from, double wish, long joined)
    {
        double eager = creator.Agency >= 0 && DailyRhythm.IsMonthEnd(society.Now) ? 1.35 : 1;
        int gift = society.Gifts.DearestAtMost(Math.Min(wish * eager, account.Coins));
        int price = society.Gifts.Price(gift);
        int quantity = price < 100 && random.Chance(0.3) ? random.Geometric(4) : 1;
        quantity = (int)Math.Clamp(quantity, 1, account.Coins / price);
        int watched = (int)((society.Now - joined) / SimTime.Second);
        society.Platform.Gift(account, creator, new Giving(gift, quantity, from, watched));
    }

    // New phones and new cards come as the months go by.
    private void MaybeRenew()
    {
        double days = _lastVisit == 0 ? 0 : (society.Now - _lastVisit) / (double)SimTime.Day;
        if (random.Chance(days * NewCardPerDay))
        {
            int replaced = random.Below(account.Instruments.Length);
            account.Instruments = [.. account.Instruments];
            account.Instruments[replaced] = society.People.NewInstrument(random, account.Home, bigSpender: habits.BudgetCents > 60_000);
        }

        if (random.Chance(days * DeviceChangePerDay))
        {
            account.Device = random.NextBits();
            society.Platform.SignIn(account, People.Visit(account, random));
        }
    }
}
