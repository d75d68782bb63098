using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>How an order's coins are tainted: <see cref="Coins"/> unpaid ones, spread evenly over the <see cref="Of"/> spent ones.</summary>
internal readonly record struct OrderTaint(long Coins, long Of);

/// <summary>
/// Which lots are tainted: by chargebacks of coins that had been spent, and by flags that people confirmed. Each taint is a
/// numbered stroke, so that a dismissal can say of one account that everything up to now does not count against it.
/// One owner: the detector.
/// </summary>
public sealed class TaintBook(CoinLedger ledger) : ISavedState
{
    private readonly Dictionary<int, int> _ignoredBy = [];
    private readonly Dictionary<Guid, List<int>> _confirmedBy = [];

    /// <summary>Strokes so far.</summary>
    public int Strokes { get; private set; }

    /// <summary>Notes that an order was charged back: its coins spent so far carry what nobody pays for.</summary>
    public void Strike(int order)
    {
        ref OrderFate fate = ref ledger.OrderOf(order);
        fate.Stroke = ++Strokes;
        fate.SpentWhenStruck = 0;
        for (int number = fate.LastLot; number >= 0; number = ledger.Lots[number].EarlierOfOrder)
        {
            ref Lot lot = ref ledger.Lots[number];
            fate.SpentWhenStruck += lot.Coins - ledger.Unspent(lot);
            lot.Marks |= LotMarks.Struck;
        }

        if (fate.LastLot >= 0)
        {
            ledger.WalletOf(ledger.Lots[fate.LastLot].Account).MayBeTainted = true;
        }
    }

    /// <summary>Taints an account's purchases since a time, on the word of a person. Returns the lots, for <see cref="HolderTrace"/>.</summary>
    public IReadOnlyList<int> Confirm(Guid flag, int account, long since, int mostLots)
    {
        if (!_confirmedBy.TryGetValue(flag, out List<int>? confirmed))
        {
            _confirmedBy[flag] = confirmed = [];
        }

        int before = confirmed.Count;
        ref Wallet wallet = ref ledger.WalletOf(account);
        NumberList lots = ledger.Lists.Of(wallet.Lots);
        for (int i = lots.Length - 1; i >= 0 && confirmed.Count - before < mostLots; i--)
        {
            ref Lot lot = ref ledger.Lots[lots[i]];
            if (lot.At >= since && lot.Kind is LotKind.Purchase or LotKind.Reinstated && !confirmed.Contains(lots[i]))
            {
                lot.Confirmations++;
                confirmed.Add(lots[i]);
            }
        }

        wallet.MayBeTainted |= confirmed.Count > before;
        Strokes += confirmed.Count > before ? 1 : 0;
        return confirmed.GetRange(before, confirmed.Count - before);
    }

    /// <summary>Takes back what a flag's confirmation tainted. Returns the lots, for <see cref="HolderTrace"/>.</summary>
    public IReadOnlyList<int> TakeBack(Guid flag)
    {
        if (!_confirmedBy.Remove(flag, out List<int>? confirmed))
        {
            return [];
        }

        foreach (int lot in confirmed)
        {
            ledger.Lots[lot].Confirmations--;
        }

        return confirmed;
    }

    /// <summary>Chargebacks up to now no longer count against the account: a person looked and let it go.</summary>
    public void Absolve(int account) => _ignoredBy[account] = Strokes;

    /// <summary>Chargebacks count against the account again.</summary>
    public void Unabsolve(int account) => _ignoredBy.Remove(account);

    /// <summary>Strokes up to this number do not count against the account.</summary>
    public int IgnoredBy(int account) => _ignoredBy.GetValueOrDefault(account);

    void ISavedState.Save(StateWriter to)
    {
        to.Small(Strokes);
        to.Count(_ignoredBy.Count);
        foreach ((int account, int strokes) in _ignoredBy.OrderBy(i => i.Key))
        {
            to.Small(account);
            to.Small(strokes);
        }

        to.Count(_confirmedBy.Count);
        foreach ((Guid flag, List<int> lots) in _confirmedBy.OrderBy(c => c.Key))
        {
            to.Id(flag);
            to.Count(lots.Count);
            foreach (int lot in lots)
            {
                to.Small(lot);
            }
        }
    }

    void ISavedState.Load(StateReader from)
    {
        Strokes = from.Small();
        for (int left = from.Count(); left > 0; left--)
        {
            _ignoredBy.Add(from.Small(), from.Small());
        }

        for (int left = from.Count(); left > 0; left--)
        {
            Guid flag = from.Id();
            List<int> lots = [];
            for (int more = from.Count(); more > 0; more--)
            {
                lots.Add(from.Small());
            }

            _confirmedBy.Add(flag, lots);
        }
    }

    internal OrderTaint Of(in Lot lot, int ignoredStrokes)
    {
        if (lot.Source < 0)
        {
            return default;
        }

        OrderFate fate = ledger.FateOf(lot.Source);
        return fate.Stroke <= ignoredStrokes ? default : new OrderTaint(fate.Unfunded, fate.SpentWhenStruck);
    }
}
