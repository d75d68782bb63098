namespace FraudWatch.Detection.Ledger;

/// <summary>Units of the traced account that came from one lot.</summary>
/// <param name="Lot">Number of the lot: a purchase, coins given back, or coins never seen coming in.</param>
/// <param name="Units">Diamonds, or coins when coins were traced.</param>
/// <param name="TaintedThousandths">The part of them that nobody paid for or that is confirmed fraud, in thousandths of a unit.</param>
internal readonly record struct OriginPiece(int Lot, long Units, long TaintedThousandths);

/// <summary>
/// Traces diamonds or coins of one account back to the purchases behind them, through gifts and exchanges, by interval
/// intersection. The answer is exact to the unit until the work budget runs out. Reused from call to call; one owner.
/// </summary>
internal sealed class OriginTrace(CoinLedger ledger, TaintBook taints)
{
    /// <summary>Exchanges that are followed; coins with a longer history count as cut.</summary>
    private const int MostExchanges = 6;

    private const int MostSteps = (2 * MostExchanges) + 2;

    private readonly Step[] _steps = new Step[MostSteps];
    private readonly long[] _events = new long[MostSteps];
    private readonly List<OriginPiece> _pieces = [];
    private readonly List<long> _path = [];
    private int _depth;
    private int _exchanges;
    private long _work;
    private int _ignoredStrokes;
    private int _mostPath;

    /// <summary>What the last trace found, in the order of the units.</summary>
    public IReadOnlyList<OriginPiece> Pieces => _pieces;

    /// <summary>References of the purchases and movements that tainted units came through, nearest lot first, each once.</summary>
    public IReadOnlyList<long> Path => _path;

    /// <summary>Units traced; the rest fell to the budget.</summary>
    public long Units { get; private set; }

    public long TaintedThousandths { get; private set; }

    /// <summary>True when the budget ran out before all units were traced.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Traces diamonds [from, until) of the account's diamonds in order of receipt.</summary>
    public void Diamonds(int account, long from, long until, long workBudget, int ignoredStrokes, int mostPath)
    {
        Begin(workBudget, ignoredStrokes, mostPath);
        if (from < until)
        {
            TraceDiamonds(account, from, until);
        }
    }

    /// <summary>Traces the coins that the account holds.</summary>
    public void HeldCoins(int account, long workBudget, int ignoredStrokes, int mostPath)
    {
        Begin(workBudget, ignoredStrokes, mostPath);
        Wallet wallet = ledger.WalletOf(account);
        NumberList lots = ledger.Lists.Of(wallet.Lots);
        long at = 0;
        for (int i = wallet.NextLot; i < lots.Length; i++)
        {
            ref Lot lot = ref ledger.Lots[lots[i]];
            long unspent = ledger.Unspent(lot);
            if (unspent > 0 && !TraceLot(lots[i], at - (lot.Coins - unspent), at, at + unspent))
            {
                return;
            }

            at += unspent;
        }
    }

    private void Begin(long workBudget, int ignoredStrokes, int mostPath)
    {
        _pieces.Clear();
        _path.Clear();
        _depth = _exchanges = 0;
        _work = workBudget;
        _ignoredStrokes = ignoredStrokes;
        _mostPath = mostPath;
        Units = TaintedThousandths = 0;
        Truncated = false;
    }

    /// <summary>Units [q1, q2) of the query stand on the account's diamonds at the current depth.</summary>
    private bool TraceDiamonds(int account, long q1, long q2)
    {
        NumberList received = ledger.Lists.Of(ledger.IncomeOf(account).Received);
        long last = Place(q2 - 1);
        for (int i = ReceivedAt(ref received, Place(q1)); i < received.Length; i++)
        {
            GiftMove gift = ledger.Gifts[received[i]];
            if (gift.DiamondStart > last)
            {
                break;
            }

            if (!Pay())
            {
                return false;
            }

            long g1 = Math.Max(q1, UnitAt(gift.DiamondStart));
            long g2 = Math.Min(q2, UnitAt(gift.DiamondStart + gift.Diamonds));
            if (g1 < g2 && !TraceGift(gift, g1, g2))
            {
                return false;
            }
        }

        return true;
    }

    private bool TraceGift(in GiftMove gift, long q1, long q2)
    {
        if (gift.Sender == GiftMove.UnknownSender)
        {
            Found(-1, q2 - q1, 0);
            return true;
        }

        _events[_depth] = gift.Event;
        _steps[_depth++] = new Step(gift.DiamondStart, gift.CoinStart, gift.Coins, gift.Diamonds);
        bool done = TraceCoins(gift.Sender, q1, q2);
        _depth--;
        return done;
    }

    /// <summary>Units [q1, q2) stand on coins that the account has spent.</summary>
    private bool TraceCoins(int account, long q1, long q2)
    {
        Wallet wallet = ledger.WalletOf(account);
        NumberList lots = ledger.Lists.Of(wallet.Lots);
        long last = Place(q2 - 1);
        for (int i = ledger.LotAt(wallet, Place(q1)); i < lots.Length; i++)
        {
            ref Lot lot = ref ledger.Lots[lots[i]];
            if (lot.Start == Lot.NotReached || lot.Start > last)
            {
                break;
            }

            long l1 = Math.Max(q1, UnitAt(lot.Start));
            long l2 = Math.Min(q2, UnitAt(lot.Start + lot.Coins));
            if (l1 < l2 && !TraceLot(lots[i], lot.Start, l1, l2))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Units [q1, q2) stand on coins of one lot, whose first coin stands at <paramref name="start"/>.</summary>
    private bool TraceLot(int number, long start, long q1, long q2)
    {
        if (!Pay())
        {
            return false;
        }

        ref Lot lot = ref ledger.Lots[number];
        if (lot.Kind == LotKind.Exchange)
        {
            return TraceExchange(lot, start, q1, q2);
        }

        long tainted = lot.Kind == LotKind.Unknown ? 0 : TaintOf(lot, q2 - q1);
        Found(number, q2 - q1, tainted);
        if (tainted > 0)
        {
            AddPath(lot.Event);
        }

        return true;
    }

    private bool TraceExchange(in Lot lot, long start, long q1, long q2)
    {
        if (_exchanges == MostExchanges)
        {
            Truncated = true;
            return true;
        }

        CashOut source = ledger.CashOuts[lot.Source];
        _exchanges++;
        _events[_depth] = source.Event;
        _steps[_depth++] = new Step(start, source.DiamondStart, source.Diamonds, lot.Coins);
        bool done = TraceDiamonds(lot.Account, q1, q2);
        _depth--;
        _exchanges--;
        return done;
    }

    private long TaintOf(in Lot lot, long units)
    {
        if (lot.Confirmations > 0)
        {
            return units * 1000;
        }

        OrderTaint taint = taints.Of(lot, _ignoredStrokes);
        return taint.Coins <= 0 ? 0 : Proportion.FloorDivide(units * 1000, taint.Coins, taint.Of);
    }

    private void Found(int lot, long units, long tainted)
    {
        _pieces.Add(new OriginPiece(lot, units, tainted));
        Units += units;
        TaintedThousandths += tainted;
    }

    private void AddPath(long purchase)
    {
        AddEvent(purchase);
        for (int i = _depth - 1; i >= 0; i--)
        {
            AddEvent(_events[i]);
        }
    }

    private void AddEvent(long reference)
    {
        if (reference >= 0 && _path.Count < _mostPath && !_path.Contains(reference))
        {
            _path.Add(reference);
        }
    }

    private bool Pay()
    {
        Truncated |= --_work < 0;
        return _work >= 0;
    }

    /// <summary>Where a unit of the query stands on the intervals of the current depth.</summary>
    private long Place(long unit)
    {
        for (int i = 0; i < _depth; i++)
        {
            unit = _steps[i].Down(unit);
        }

        return unit;
    }

    /// <summary>The first unit of the query that stands at a place of the current depth or later.</summary>
    private long UnitAt(long place)
    {
        for (int i = _depth - 1; i >= 0; i--)
        {
            place = _steps[i].Up(place);
        }

        return place;
    }

    private int ReceivedAt(scoped ref NumberList received, long diamond)
    {
        int high = received.Length - 1;
        int low = received.SegmentStart(high);
        while (low > 0 && ledger.Gifts.DiamondStartOf(received[low]) > diamond)
        {
            high = low - 1;
            low = received.SegmentStart(high);
        }

        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (ledger.Gifts.DiamondStartOf(received[middle]) <= diamond)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>One gift or exchange on the way back: made units from a start onto the units they stand for.</summary>
    private readonly record struct Step(long MadeStart, long OriginStart, long From, long To)
    {
        public long Down(long made) => OriginStart + Proportion.OriginOf(made - MadeStart, From, To);

        public long Up(long origin) => MadeStart + (origin <= OriginStart ? 0 : Proportion.FirstMadeOf(origin - OriginStart, From, To));
    }
}
