using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;

namespace FraudWatch.Benchmarks.Patterns;

/// <summary>
/// Turns bank transfers into the events of a gift economy. A transfer is a gift. Who pays turns what it was given into coins
/// first, and buys what is then lacking in the packs of the honest stream. What a bank passes on in full a gift passes on at
/// the platform's share, so a transfer n hops from its source has the share's n-th power of its worth in coins. A dollar of a
/// transfer stands for a cent spent on coins; the few transfers of millions count as <see cref="MostDollars"/>.
/// </summary>
internal sealed class GiftMapping(StreamFigures honest, long shift)
{
    private const long Minute = 60_000;
    private const double Scale = 0.01;
    private const double MostDollars = 1_000_000;
    private readonly Dictionary<string, Holder> _holders = [];
    private readonly List<EventObject> _events = [];
    private int _next;

    /// <summary>All events of all attempts, in time order; each event's parts follow each other by a minute.</summary>
    public List<EventObject> Map(IEnumerable<Attempt> attempts)
    {
        foreach ((Attempt attempt, Transfer transfer, int depth) in attempts.SelectMany(Depths).OrderBy(t => t.Transfer.At))
        {
            Give(transfer, depth, attempt);
        }

        return _events;
    }

    /// <summary>How many hops lie before a transfer: one more than before the earliest that paid its payer.</summary>
    private static IEnumerable<(Attempt Attempt, Transfer Transfer, int Depth)> Depths(Attempt attempt)
    {
        Dictionary<string, int> depthOf = [];
        foreach (Transfer transfer in attempt.Transfers)
        {
            int depth = depthOf.GetValueOrDefault(transfer.From);
            depthOf.TryAdd(transfer.To, depth + 1);
            yield return (attempt, transfer, depth);
        }
    }

    private void Give(Transfer transfer, int depth, Attempt attempt)
    {
        long at = transfer.At + shift;
        Holder payer = HolderOf(transfer.From);
        Holder payee = HolderOf(transfer.To);
        long coins = Math.Max(1, (long)(Math.Min(transfer.Dollars, MostDollars) * Scale * honest.CoinsPerDollar * Math.Pow(honest.ShareOfGift * honest.CoinsPerDiamond, depth)));
        if (payer.Diamonds > 0)
        {
            long turned = Math.Max(1, (long)(payer.Diamonds * honest.CoinsPerDiamond));
            _events.Add(Of("diamond.exchanged", at - (2 * Minute), transfer.From).With("diamonds", payer.Diamonds).With("coins", turned));
            payer.Coins += turned;
            payer.Diamonds = 0;
        }

        if (payer.Coins < coins)
        {
            payer.Coins += Buy(transfer.From, at - Minute, coins - payer.Coins);
        }

        long diamonds = (long)(coins * honest.ShareOfGift);
        payer.Coins -= coins;
        payee.Diamonds += diamonds;
        _events.Add(Of("gift.sent", at, transfer.From).With("recipient_id", transfer.To).With("gift_id", "aml-" + attempt.Type)
            .With("quantity", 1).With("coins", coins).With("diamonds", diamonds));
    }

    /// <summary>
    /// Buys what is lacking, the largest pack that is not too much first and the smallest for the rest: who passes money on leaves
    /// none behind. As many of the largest as are needed count as one purchase.
    /// </summary>
    private long Buy(string account, long at, long lacking)
    {
        long bought = 0;
        while (bought < lacking)
        {
            long left = lacking - bought;
            long pack = left > honest.Packs[^1] ? left / honest.Packs[^1] * honest.Packs[^1] : honest.Packs.LastOrDefault(p => p <= left, honest.Packs[0]);
            _events.Add(EventObject.Purchase(NextId(), at, account, pack).With("device_id", "device-" + account)
                .With("instrument_id", "card-" + account).WithRaw("price_usd", (pack / honest.CoinsPerDollar).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)));
            bought += pack;
        }

        return bought;
    }

    private EventObject Of(string type, long at, string account) => EventObject.Of(type, NextId(), at, account).With("device_id", "device-" + account);

    private string NextId() => $"aml-event-{_next++:D6}";

    private Holder HolderOf(string account) => _holders.TryGetValue(account, out Holder? holder) ? holder : _holders[account] = new Holder();

    private sealed class Holder
    {
        public long Coins { get; set; }

        public long Diamonds { get; set; }
    }
}

/// <summary>What the honest stream's events say about its economy.</summary>
internal sealed record StreamFigures(double CoinsPerDollar, double ShareOfGift, double CoinsPerDiamond, IReadOnlyList<long> Packs)
{
    public static StreamFigures Of(IReadOnlyList<ParsedEvent> events)
    {
        List<ParsedEvent> purchases = [.. events.Where(e => e.Type == EventType.CoinPurchased && e.PriceMicros > 0)];
        List<ParsedEvent> gifts = [.. events.Where(e => e.Type == EventType.GiftSent)];
        List<ParsedEvent> exchanges = [.. events.Where(e => e.Type == EventType.DiamondExchanged)];
        return new StreamFigures(
            purchases.Sum(e => (double)e.Coins) / purchases.Sum(e => e.PriceMicros / 1e6),
            gifts.Sum(e => (double)e.Diamonds) / gifts.Sum(e => (double)e.Coins),
            exchanges.Sum(e => (double)e.Coins) / exchanges.Sum(e => (double)e.Diamonds),
            [.. purchases.CountBy(e => e.Coins).OrderByDescending(p => p.Value).Take(8).Select(p => p.Key).Order()]);
    }
}
