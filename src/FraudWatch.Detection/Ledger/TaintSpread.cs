namespace FraudWatch.Detection.Ledger;

/// <summary>
/// Finds everyone downstream of newly tainted purchases, the largest shares first, within a work budget; from then on
/// <see cref="TaintReader"/> sees the taint at them. One owner: the detector.
/// </summary>
public sealed class TaintSpread(CoinLedger ledger)
{
    /// <summary>Movements that one spread looks at.</summary>
    private const int WorkBudget = 50_000;

    private readonly HolderTrace _trace = new(ledger);

    /// <summary>Everyone found by the last call, the largest recipients first; ties in the order found.</summary>
    public IReadOnlyList<Holder> Holders => _trace.Holders;

    /// <summary>True when the budget cut the last call.</summary>
    public bool Truncated => _trace.Truncated;

    /// <summary>Follows the tainted coins of an order.</summary>
    public void FromOrder(int order)
    {
        _trace.Begin(WorkBudget);
        for (int number = ledger.OrderOf(order).LastLot; number >= 0; number = ledger.Lots[number].EarlierOfOrder)
        {
            _trace.AddLot(number);
        }

        _trace.Run();
    }

    /// <summary>Follows all coins of some lots.</summary>
    public void FromLots(IReadOnlyList<int> lots)
    {
        _trace.Begin(WorkBudget);
        foreach (int lot in lots)
        {
            _trace.AddLot(lot);
        }

        _trace.Run();
    }
}
