using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Ledger;

/// <summary>How much of what an account has, or lately received, goes back to tainted purchases.</summary>
/// <param name="UndrawnThousandths">Of its undrawn diamonds, 0 to 1000.</param>
/// <param name="IncomeThousandths">Of its latest income, drawn or not, 0 to 1000.</param>
/// <param name="HeldThousandths">Of the coins it holds, 0 to 1000.</param>
/// <param name="Truncated">The work budget cut the trace; the shares are of what was traced.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TaintFigures(int UndrawnThousandths, int IncomeThousandths, int HeldThousandths, bool Truncated)
{
    public int Largest => Math.Max(UndrawnThousandths, Math.Max(IncomeThousandths, HeldThousandths));
}

/// <summary>What a taint looks like from the account that holds it: for words and evidence.</summary>
/// <param name="Purchases">Distinct tainted purchases behind it, at most <see cref="TaintReader.MostPurchases"/>.</param>
/// <param name="Confirmed">Some of them are confirmed fraud rather than charged back.</param>
/// <param name="Path">References of the purchases and movements on the way, the purchase first.</param>
public readonly record struct TaintStory(int Purchases, bool Confirmed, IReadOnlyList<long> Path);

/// <summary>
/// Reads how tainted an account is by tracing it back, on demand and only where taint may have come: O(1) for all others.
/// One owner: the detector.
/// </summary>
public sealed class TaintReader(CoinLedger ledger, TaintBook taints)
{
    /// <summary>Tainted purchases that are told apart.</summary>
    public const int MostPurchases = 99;

    /// <summary>Movements that one trace looks at.</summary>
    private const int WorkBudget = 256;

    /// <summary>The latest gifts that count as income.</summary>
    private const int LatestGifts = 48;

    private const int MostPath = 8;

    private readonly OriginTrace _trace = new(ledger, taints);
    private readonly List<int> _orders = [];

    /// <summary>Reads the account's figures.</summary>
    public TaintFigures Read(int account)
    {
        if (account >= ledger.WalletCount || !ledger.WalletOf(account).MayBeTainted)
        {
            return default;
        }

        TraceUndrawn(account);
        int undrawn = TracedShare();
        bool truncated = _trace.Truncated;
        TraceIncome(account);
        int income = TracedShare();
        truncated |= _trace.Truncated;
        int ignored = taints.IgnoredBy(account);
        _trace.HeldCoins(account, WorkBudget, ignored, 0);
        var figures = new TaintFigures(undrawn, income, TracedShare(), truncated | _trace.Truncated);

        // Found clean: a new stroke, or new coins that carry one, mark it again.
        ledger.WalletOf(account).MayBeTainted = figures.Largest > 0 || figures.Truncated || ignored > 0;
        return figures;
    }

    /// <summary>Tells the account's largest taint again, with the purchases and the path. Valid until the next call.</summary>
    public TaintStory Tell(int account, in TaintFigures figures)
    {
        if (figures.UndrawnThousandths > 0)
        {
            TraceUndrawn(account);
        }
        else if (figures.IncomeThousandths > 0)
        {
            TraceIncome(account);
        }
        else
        {
            _trace.HeldCoins(account, WorkBudget, taints.IgnoredBy(account), MostPath);
        }

        _orders.Clear();
        bool confirmed = false;
        foreach (OriginPiece piece in _trace.Pieces)
        {
            if (piece.TaintedThousandths <= 0)
            {
                continue;
            }

            // A purchase under an order id used before has no order of its own: its lot stands for it.
            ref Lot lot = ref ledger.Lots[piece.Lot];
            confirmed |= lot.Confirmations > 0;
            int purchase = lot.Source >= 0 ? lot.Source : ~piece.Lot;
            if (_orders.Count < MostPurchases && !_orders.Contains(purchase))
            {
                _orders.Add(purchase);
            }
        }

        return new TaintStory(_orders.Count, confirmed, _trace.Path);
    }

    private void TraceUndrawn(int account)
    {
        ref readonly Income income = ref ledger.IncomeOf(account);
        _trace.Diamonds(account, income.DiamondsOut, income.DiamondsIn, WorkBudget, taints.IgnoredBy(account), MostPath);
    }

    private void TraceIncome(int account)
    {
        ref readonly Income income = ref ledger.IncomeOf(account);
        NumberList received = ledger.Lists.Of(income.Received);
        long from = received.Length <= LatestGifts ? 0 : ledger.Gifts.DiamondStartOf(received[^LatestGifts]);
        _trace.Diamonds(account, from, income.DiamondsIn, WorkBudget, taints.IgnoredBy(account), MostPath);
    }

    private int TracedShare() => _trace.Units == 0 ? 0 : (int)Math.Min(1000, _trace.TaintedThousandths / _trace.Units);
}
