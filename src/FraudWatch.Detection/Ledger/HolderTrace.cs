namespace FraudWatch.Detection.Ledger;

/// <summary>An account downstream of a lot.</summary>
/// <param name="Account">Who received diamonds out of it.</param>
/// <param name="Received">How many, in all.</param>
/// <param name="Undrawn">How many of them it still has.</param>
/// <param name="HeldCoins">Coins it holds that had been such diamonds.</param>
public readonly record struct Holder(int Account, long Received, long Undrawn, long HeldCoins);

/// <summary>
/// Traces coins of a lot forward to everyone downstream, the largest shares first, until the work budget runs out.
/// Reused from call to call; one owner.
/// </summary>
internal sealed class HolderTrace(CoinLedger ledger)
{
    private readonly PriorityQueue<Parcel, (long Size, int Found)> _parcels = new();
    private readonly Dictionary<int, int> _place = [];
    private readonly List<Holder> _holders = [];
    private int _found;
    private long _work;
    private bool _marks;

    /// <summary>Everyone found downstream since <see cref="Begin"/>, the largest recipients first; ties in the order found.</summary>
    public IReadOnlyList<Holder> Holders => _holders;

    /// <summary>True when the budget ran out first.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Starts a trace with a budget of movements to look at.</summary>
    /// <param name="workBudget">Movements to look at.</param>
    /// <param name="marks">Whether the accounts found may be tainted from now on.</param>
    public void Begin(long workBudget, bool marks)
    {
        _parcels.Clear();
        _place.Clear();
        _holders.Clear();
        _found = 0;
        _work = workBudget;
        _marks = marks;
        Truncated = false;
    }

    /// <summary>Adds the coins of a lot that have been spent.</summary>
    public void AddLot(int number)
    {
        ref Lot lot = ref ledger.Lots[number];
        long spent = lot.Coins - ledger.Unspent(lot);
        if (spent > 0)
        {
            Enqueue(new Parcel(lot.Account, lot.Start, lot.Start + spent, IsCoins: true));
        }
    }

    /// <summary>Runs the trace and sorts what it found.</summary>
    public void Run()
    {
        while (_parcels.TryDequeue(out Parcel parcel, out _) && !Truncated)
        {
            if (parcel.IsCoins)
            {
                FollowCoins(parcel);
            }
            else
            {
                FollowDiamonds(parcel);
            }
        }

        // The list's own sort is not stable, and ties must not depend on it.
        Holder[] sorted = [.. _holders];
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => sorted[a].Received != sorted[b].Received ? sorted[b].Received.CompareTo(sorted[a].Received) : a.CompareTo(b));
        for (int i = 0; i < order.Length; i++)
        {
            _holders[i] = sorted[order[i]];
        }
    }

    private void FollowCoins(in Parcel coins)
    {
        ReadOnlySpan<int> sent = ledger.Lists.Of(ledger.WalletOf(coins.Account).Sent);
        for (int i = SentAt(sent, coins.From); i < sent.Length; i++)
        {
            ref GiftMove gift = ref ledger.Gifts[sent[i]];
            if (gift.CoinStart >= coins.Until || !Pay())
            {
                return;
            }

            if (gift.Diamonds == 0)
            {
                continue;
            }

            long from = Made(Math.Max(coins.From, gift.CoinStart) - gift.CoinStart, gift.Coins, gift.Diamonds);
            long until = Made(Math.Min(coins.Until, gift.CoinStart + gift.Coins) - gift.CoinStart, gift.Coins, gift.Diamonds);
            Receive(gift.Recipient, gift.DiamondStart + from, gift.DiamondStart + until);
        }
    }

    private void Receive(int account, long from, long until)
    {
        if (from >= until)
        {
            return;
        }

        ref Wallet wallet = ref ledger.WalletOf(account);
        wallet.MayBeTainted |= _marks;
        long undrawn = Math.Max(0, until - Math.Max(from, wallet.DiamondsOut));
        Note(account, new Holder(account, until - from, undrawn, 0));
        if (undrawn < until - from)
        {
            Enqueue(new Parcel(account, from, until - undrawn, IsCoins: false));
        }
    }

    private void FollowDiamonds(in Parcel diamonds)
    {
        ReadOnlySpan<int> cashedOut = ledger.Lists.Of(ledger.WalletOf(diamonds.Account).CashedOut);
        for (int i = CashedOutAt(cashedOut, diamonds.From); i < cashedOut.Length; i++)
        {
            ref CashOut cashOut = ref ledger.CashOuts[cashedOut[i]];
            if (cashOut.DiamondStart >= diamonds.Until || !Pay())
            {
                return;
            }

            if (cashOut.Lot != CashOut.Withdrawn)
            {
                FollowExchange(cashOut, diamonds);
            }
        }
    }

    private void FollowExchange(in CashOut exchange, in Parcel diamonds)
    {
        ref Lot lot = ref ledger.Lots[exchange.Lot];
        long from = Made(Math.Max(diamonds.From, exchange.DiamondStart) - exchange.DiamondStart, exchange.Diamonds, lot.Coins);
        long until = Made(Math.Min(diamonds.Until, exchange.DiamondStart + exchange.Diamonds) - exchange.DiamondStart, exchange.Diamonds, lot.Coins);
        long spent = lot.Coins - ledger.Unspent(lot);
        long held = Math.Max(0, until - Math.Max(from, spent));
        if (held > 0)
        {
            Note(diamonds.Account, new Holder(diamonds.Account, 0, 0, held));
        }

        if (from < until - held)
        {
            Enqueue(new Parcel(diamonds.Account, lot.Start + from, lot.Start + until - held, IsCoins: true));
        }
    }

    private static long Made(long origin, long from, long to) => Proportion.FirstMadeOf(origin, from, to);

    private void Note(int account, in Holder more)
    {
        if (_place.TryGetValue(account, out int place))
        {
            Holder known = _holders[place];
            _holders[place] = new Holder(account, known.Received + more.Received, known.Undrawn + more.Undrawn, known.HeldCoins + more.HeldCoins);
            return;
        }

        _place.Add(account, _holders.Count);
        _holders.Add(more);
    }

    private void Enqueue(in Parcel parcel) => _parcels.Enqueue(parcel, (parcel.From - parcel.Until, _found++));

    private bool Pay()
    {
        Truncated |= --_work < 0;
        return _work >= 0;
    }

    private int SentAt(ReadOnlySpan<int> sent, long coin)
    {
        int low = 0;
        int high = sent.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (ledger.Gifts[sent[middle]].CoinStart <= coin)
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

    private int CashedOutAt(ReadOnlySpan<int> cashedOut, long diamond)
    {
        int low = 0;
        int high = cashedOut.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (ledger.CashOuts[cashedOut[middle]].DiamondStart <= diamond)
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

    /// <summary>An interval of one account's spent coins or received diamonds, still to be followed.</summary>
    private readonly record struct Parcel(int Account, long From, long Until, bool IsCoins);
}
