using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Ledger;

/// <summary>An account downstream of a lot.</summary>
/// <param name="Account">Who received diamonds out of it.</param>
/// <param name="Received">How many, in all.</param>
/// <param name="Undrawn">How many of them it still has.</param>
/// <param name="HeldCoins">Coins it holds that had been such diamonds.</param>
public readonly record struct Holder(int Account, long Received, long Undrawn, long HeldCoins);

/// <summary>
/// Traces coins of a lot forward to everyone downstream, the largest shares first, until the work budget runs out.
/// Reused from call to call; one owner. What runs once a holder is compiled with optimisation at once: a large chargeback is
/// too rare to warm it up.
/// </summary>
internal sealed class HolderTrace(CoinLedger ledger)
{
    private readonly ParcelQueue _parcels = new();
    private readonly Dictionary<int, int> _place = [];
    private Holder[] _holders = new Holder[16];
    private int[] _largest = [];
    private int _count;
    private long _work;
    private bool _marks;

    /// <summary>Everyone found downstream since <see cref="Begin"/>, in the order found.</summary>
    public ReadOnlySpan<Holder> Holders => _holders.AsSpan(0, _count);

    /// <summary>True when the budget ran out first.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Starts a trace with a budget of movements to look at.</summary>
    /// <param name="workBudget">Movements to look at.</param>
    /// <param name="marks">Whether the accounts found may be tainted from now on.</param>
    public void Begin(long workBudget, bool marks)
    {
        _parcels.Clear();
        _place.Clear();
        _count = 0;
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
            _parcels.Add(new Parcel(lot.Account, lot.Start, lot.Start + spent, IsCoins: true));
        }
    }

    /// <summary>Runs the trace.</summary>
    public void Run()
    {
        while (_parcels.TryTake(out Parcel parcel) && !Truncated)
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
    }

    /// <summary>
    /// Places in <see cref="Holders"/> of those who received most, the largest first; ties in the order found. Valid until the
    /// next call.
    /// </summary>
    /// <param name="most">How many at most. The few are picked out of all in one pass, with no need to sort the rest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> Largest(int most)
    {
        most = Math.Min(most, _count);
        _largest = _largest.Length < most ? new int[most] : _largest;
        int kept = 0;
        for (int holder = 0; holder < _count && most > 0; holder++)
        {
            long received = _holders[holder].Received;
            if (kept == most && received <= _holders[_largest[kept - 1]].Received)
            {
                continue;
            }

            kept += kept < most ? 1 : 0;
            int place = kept - 1;
            for (; place > 0 && _holders[_largest[place - 1]].Received < received; place--)
            {
                _largest[place] = _largest[place - 1];
            }

            _largest[place] = holder;
        }

        return _largest.AsSpan(0, kept);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FollowCoins(in Parcel coins)
    {
        NumberList sent = ledger.Lists.Of(ledger.WalletOf(coins.Account).Sent);
        for (int i = SentAt(sent, coins.From); i < sent.Length; i++)
        {
            GiftMove gift = ledger.Gifts[sent[i]];
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Receive(int account, long from, long until)
    {
        if (from >= until)
        {
            return;
        }

        ledger.WalletOf(account).MayBeTainted |= _marks;
        long undrawn = Math.Max(0, until - Math.Max(from, ledger.IncomeOf(account).DiamondsOut));
        Note(account, new Holder(account, until - from, undrawn, 0));
        if (undrawn < until - from)
        {
            _parcels.Add(new Parcel(account, from, until - undrawn, IsCoins: false));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FollowDiamonds(in Parcel diamonds)
    {
        NumberList cashedOut = ledger.Lists.Of(ledger.IncomeOf(diamonds.Account).CashedOut);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            _parcels.Add(new Parcel(diamonds.Account, lot.Start + from, lot.Start + until - held, IsCoins: true));
        }
    }

    private static long Made(long origin, long from, long to) => Proportion.FirstMadeOf(origin, from, to);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Note(int account, in Holder more)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_place, account, out bool isKnown);
        if (isKnown)
        {
            Holder known = _holders[place];
            _holders[place] = new Holder(account, known.Received + more.Received, known.Undrawn + more.Undrawn, known.HeldCoins + more.HeldCoins);
            return;
        }

        if (_count == _holders.Length)
        {
            Array.Resize(ref _holders, _count * 2);
        }

        place = _count;
        _holders[_count++] = more;
    }

    private bool Pay()
    {
        Truncated |= --_work < 0;
        return _work >= 0;
    }

    private int SentAt(NumberList sent, long coin)
    {
        int low = 0;
        int high = sent.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (ledger.Gifts.CoinStartOf(sent[middle]) <= coin)
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

    private int CashedOutAt(NumberList cashedOut, long diamond)
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
}
