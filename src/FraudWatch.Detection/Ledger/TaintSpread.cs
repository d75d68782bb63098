namespace FraudWatch.Detection.Ledger;

/// <summary>
/// Finds everyone downstream of newly tainted purchases, the largest shares first, within a work budget; from then on
/// <see cref="TaintReader"/> sees the taint at them. One owner: the detector.
/// </summary>
public sealed class TaintSpread(CoinLedger ledger)
{
    /// <summary>Movements that one spread looks at.</summary>
    private const int WorkBudget = 50_000;

    /// <summary>Purchases of an account, the latest, whose coins <see cref="CoinsInReach"/> looks for, and movements it looks at for them.</summary>
    private const int LatestLots = 32;

    private const int ReachBudget = 512;

    private readonly HolderTrace _trace = new(ledger);

    /// <summary>Everyone found by the last call, in the order found.</summary>
    public ReadOnlySpan<Holder> Holders => _trace.Holders;

    /// <summary>True when the budget cut the last call.</summary>
    public bool Truncated => _trace.Truncated;

    /// <summary>Places in <see cref="Holders"/> of the largest recipients, largest first; ties in the order found. Valid until the next call.</summary>
    public ReadOnlySpan<int> Largest(int most) => _trace.Largest(most);

    /// <summary>Follows the tainted coins of an order.</summary>
    public void FromOrder(int order)
    {
        _trace.Begin(WorkBudget, marks: true);
        for (int number = ledger.FateOf(order).LastLot; number >= 0; number = ledger.Lots[number].EarlierOfOrder)
        {
            _trace.AddLot(number);
        }

        _trace.Run();
    }

    /// <summary>Follows all coins of some lots.</summary>
    public void FromLots(IReadOnlyList<int> lots)
    {
        _trace.Begin(WorkBudget, marks: true);
        foreach (int lot in lots)
        {
            _trace.AddLot(lot);
        }

        _trace.Run();
    }

    /// <summary>
    /// What can still be stopped of an account's latest purchases: coins held by it or downstream, and undrawn diamonds
    /// downstream at the price in coins at which their holder received diamonds. Changes nothing.
    /// </summary>
    /// <param name="account">Whose purchases.</param>
    /// <param name="coinsOf">Coins that diamonds of an account stand for.</param>
    public long CoinsInReach(int account, Func<int, long, long> coinsOf)
    {
        _trace.Begin(ReachBudget, marks: false);
        Wallet wallet = ledger.WalletOf(account);
        NumberList lots = ledger.Lists.Of(wallet.Lots);
        for (int i = lots.Length - 1; i >= Math.Max(0, lots.Length - LatestLots); i--)
        {
            if (ledger.Lots[lots[i]].Kind is LotKind.Purchase or LotKind.Reinstated)
            {
                _trace.AddLot(lots[i]);
            }
        }

        _trace.Run();
        long coins = ledger.CoinsHeld(account);
        foreach (Holder holder in _trace.Holders)
        {
            coins += holder.HeldCoins + (holder.Undrawn > 0 ? coinsOf(holder.Account, holder.Undrawn) : 0);
        }

        return coins;
    }
}
