namespace FraudWatch.Detection.Ledger;

/// <summary>
/// Whose money it was. Coins are spent and diamonds cashed out first in, first out, so what an account does are intervals
/// on its spent coins and its received diamonds, and provenance is found by intersecting them when somebody asks. Books in
/// processing order, O(1) amortised an event. Balances are never negative: what is spent beyond what was seen gets an
/// interval of unknown origin. Policy: docs/decisions/0006-first-in-first-out.md. One owner: the detector.
/// </summary>
public sealed partial class CoinLedger
{
    private const long Hour = 60L * 60 * 1000;
    private const long Day = 24 * Hour;

    private static readonly Income NoIncome;

    private readonly FlatTable<Wallet> _wallets = new();
    private readonly FlatTable<Income> _incomes = new();

    internal FlatTable<Lot> Lots { get; } = new();

    internal OrderFates Orders { get; } = new();

    internal GiftTable Gifts { get; } = new();

    internal FlatTable<CashOut> CashOuts { get; } = new();

    internal SegmentLists Lists { get; } = new();

    /// <summary>Coins held as far as seen, from 0.</summary>
    public long CoinsHeld(int account) => account < _wallets.Count ? _wallets[account].CoinsIn - _wallets[account].CoinsSpent : 0;

    /// <summary>Diamonds neither withdrawn nor exchanged, from 0.</summary>
    public long DiamondsUndrawn(int account)
    {
        ref readonly Income income = ref IncomeOf(account);
        return income.DiamondsIn - income.DiamondsOut;
    }

    /// <summary>Coins spent that were never seen coming in.</summary>
    public long UnknownCoins(int account) => account < _wallets.Count ? _wallets[account].UnknownCoins : 0;

    /// <summary>Running sums of what coins the account gifted and bought.</summary>
    public SpendingProvenance SpendingOf(int account) => account < _wallets.Count ? _wallets[account].Spending : default;

    /// <summary>Running sums of where the account's diamonds came from.</summary>
    public IncomeProvenance ProvenanceOf(int account) => IncomeOf(account).Provenance;

    /// <summary>Movements booked: lots, gifts and cash-outs.</summary>
    public long Movements => (long)Lots.Count + Gifts.Count + CashOuts.Count;

    internal int WalletCount => _wallets.Count;

    internal int IncomeCount => _incomes.Count;

    /// <summary>Books a purchase. <paramref name="order"/> is its number, or -1 when the order id was used before.</summary>
    public void Buy(int account, int order, long coins, LotMarks marks, long at, long reference)
    {
        ref Wallet wallet = ref WalletOf(account);
        marks |= order >= 0 && Orders.IsStruck(order) ? LotMarks.Struck : 0;
        int lot = AddLot(ref wallet, new Lot { At = at, Event = reference, Coins = coins, Account = account, Source = order, Kind = LotKind.Purchase, Marks = marks });
        wallet.Spending.ForeignInstrument += (marks & LotMarks.ForeignInstrument) != 0 ? coins : 0;
        if (order >= 0)
        {
            Orders.NoteLot(order, lot);
        }
    }

    /// <summary>Books a gift: the sender's oldest coins become the recipient's newest diamonds.</summary>
    public void Gift(int sender, int recipient, long coins, long diamonds, long at, long reference)
    {
        WalletOf(Math.Max(sender, recipient));
        ref Wallet from = ref _wallets[sender];
        ref Wallet to = ref _wallets[recipient];
        ref Income income = ref ChangingIncome(ref to);
        CoverCoins(ref from, sender, coins, at);
        var gift = new GiftMove
        {
            Event = reference,
            Sender = sender,
            Recipient = recipient,
            CoinStart = from.CoinsSpent,
            Coins = coins,
            DiamondStart = income.DiamondsIn,
            Diamonds = diamonds,
        };
        int number = Gifts.Add(gift);
        Lists.Add(ref from.Sent, number);
        if (diamonds > 0)
        {
            Lists.Add(ref income.Received, number);
            income.DiamondsIn += diamonds;
        }

        to.MayBeTainted |= Spend(ref from, ref income.Provenance, gift, at);
    }

    /// <summary>Books diamonds that their owner turned back into coins; the coins are a lot of their own.</summary>
    public void Exchange(int account, long diamonds, long coins, long at, long reference)
    {
        ref Wallet wallet = ref WalletOf(account);
        int number = TakeDiamonds(ref ChangingIncome(ref wallet), account, diamonds, at, reference, isWithdrawal: false);
        if (coins > 0)
        {
            CashOuts[number].Lot = AddLot(
                ref wallet, new Lot { At = at, Event = reference, Coins = coins, Account = account, Source = number, Kind = LotKind.Exchange });
        }
    }

    /// <summary>Books diamonds that left the platform.</summary>
    public void Withdraw(int account, long diamonds, long at, long reference)
    {
        ref Income income = ref ChangingIncome(ref WalletOf(account));
        income.Provenance.Withdrawn += diamonds;
        TakeDiamonds(ref income, account, diamonds, at, reference, isWithdrawal: true);
    }

    /// <summary>Takes refunded coins of an order out of the wallet as far as they are unspent; returns how many were.</summary>
    public long Refund(int order, long coins) => TakeUnspent(order, coins);

    /// <summary>
    /// Takes charged-back coins of an order out of the wallet as far as they are unspent; the rest had been spent and
    /// taints the order's spent coins evenly. Returns how many were taken out.
    /// </summary>
    public long ChargeBack(int order, long coins)
    {
        long taken = TakeUnspent(order, coins);
        ref OrderFate fate = ref OrderOf(order);
        fate.TakenByChargeback += taken;
        fate.Unfunded += coins - taken;
        return taken;
    }

    /// <summary>A dispute won: first lifts the taint of spent coins, then gives back coins as a new lot.</summary>
    public void Reinstate(int order, long coins, long at, long reference)
    {
        ref OrderFate fate = ref OrderOf(order);
        long lifted = Math.Min(coins, fate.Unfunded);
        fate.Unfunded -= lifted;
        long given = Math.Min(coins - lifted, fate.TakenByChargeback);
        if (given == 0 || fate.LastLot < 0)
        {
            return;
        }

        fate.TakenByChargeback -= given;
        Lot last = Lots[fate.LastLot];
        var lot = new Lot
        {
            At = at,
            Event = reference,
            Coins = given,
            Account = last.Account,
            Source = order,
            EarlierOfOrder = fate.LastLot,
            Kind = LotKind.Reinstated,
            Marks = last.Marks,
        };
        fate.LastLot = AddLot(ref WalletOf(last.Account), lot, isOfOrder: true);
    }

    internal ref Wallet WalletOf(int account)
    {
        _wallets.EnsureCount(account + 1, default);
        return ref _wallets[account];
    }

    /// <summary>An account's diamonds as they are.</summary>
    internal ref readonly Income IncomeOf(int account)
    {
        int income = account < _wallets.Count ? _wallets[account].Income : 0;
        return ref income == 0 ? ref NoIncome : ref _incomes[income - 1];
    }

    /// <summary>An order's fate, to be changed.</summary>
    internal ref OrderFate OrderOf(int order) => ref Orders.Changing(order);

    /// <summary>An order's fate as it is.</summary>
    internal OrderFate FateOf(int order) => Orders.Of(order);

    /// <summary>Coins of a lot that are still in the wallet.</summary>
    internal long Unspent(in Lot lot) => lot.Start == Lot.NotReached
        ? lot.Coins
        : Math.Clamp(lot.Start + lot.Coins - _wallets[lot.Account].CoinsSpent, 0, lot.Coins);

    private int AddLot(ref Wallet wallet, Lot lot, bool isOfOrder = false)
    {
        lot.Start = Lot.NotReached;
        lot.EarlierOfOrder = isOfOrder ? lot.EarlierOfOrder : -1;
        int number = Lots.Add(lot);
        Lists.Add(ref wallet.Lots, number);
        wallet.CoinsIn += lot.Coins;
        return number;
    }

    private void CoverCoins(ref Wallet wallet, int account, long coins, long at)
    {
        long missing = wallet.CoinsSpent + coins - wallet.CoinsIn;
        if (missing > 0)
        {
            wallet.UnknownCoins += missing;
            AddLot(ref wallet, new Lot { At = at, Event = -1, Coins = missing, Account = account, Source = -1, Kind = LotKind.Unknown });
        }
    }

    private ref Income ChangingIncome(ref Wallet wallet)
    {
        wallet.Income = wallet.Income == 0 ? _incomes.Add(default) + 1 : wallet.Income;
        return ref _incomes[wallet.Income - 1];
    }

    /// <summary>
    /// Moves the sender's spending over the lots that a gift takes, and notes on both sides what they were. Returns whether
    /// diamonds were made of coins that may be tainted.
    /// </summary>
    private bool Spend(ref Wallet from, ref IncomeProvenance to, in GiftMove gift, long at)
    {
        bool isTainted = false;
        long end = gift.CoinStart + gift.Coins;
        while (from.CoinsSpent < end)
        {
            ref Lot lot = ref Lots[LotInUse(ref from)];
            lot.Start = lot.Start == Lot.NotReached ? from.CoinsSpent : lot.Start;
            long taken = Math.Min(end, lot.Start + lot.Coins) - from.CoinsSpent;
            if (taken == 0)
            {
                from.NextLot++;
                from.KnownLot = 0;
                continue;
            }

            long before = from.CoinsSpent - gift.CoinStart;
            long diamonds = gift.Diamonds == 0
                ? 0
                : Proportion.FirstMadeOf(before + taken, gift.Coins, gift.Diamonds) - Proportion.FirstMadeOf(before, gift.Coins, gift.Diamonds);
            NoteIncome(ref to, lot, diamonds);
            NoteAge(ref from.Spending, lot, taken, at);
            isTainted |= diamonds > 0 && CarriesTaint(from, lot);
            from.CoinsSpent += taken;
        }

        return isTainted;
    }

    private int LotInUse(ref Wallet wallet)
    {
        if (wallet.KnownLot == 0)
        {
            wallet.KnownLot = Lists.Of(wallet.Lots)[wallet.NextLot] + 1;
        }

        return wallet.KnownLot - 1;
    }

    private static bool CarriesTaint(in Wallet wallet, in Lot lot) => lot.Kind switch
    {
        LotKind.Unknown => false,
        LotKind.Exchange => wallet.MayBeTainted,
        _ => lot.Confirmations > 0 || (lot.Marks & LotMarks.Struck) != 0,
    };

    private static void NoteIncome(ref IncomeProvenance of, in Lot lot, long diamonds)
    {
        of.FreshInstrumentIn += (lot.Marks & LotMarks.FreshInstrument) != 0 ? diamonds : 0;
        of.OtherPayerIn += (lot.Marks & LotMarks.OtherPayer) != 0 ? diamonds : 0;
        of.ExchangedIn += lot.Kind == LotKind.Exchange ? diamonds : 0;
        of.UnknownIn += lot.Kind == LotKind.Unknown ? diamonds : 0;
    }

    private static void NoteAge(ref SpendingProvenance of, in Lot lot, long coins, long at)
    {
        if (lot.Kind != LotKind.Purchase)
        {
            return;
        }

        long age = Math.Max(0, at - lot.At);
        of.GiftedBought += coins;
        of.GiftedWithinHour += age <= Hour ? coins : 0;
        of.GiftedWithinDay += age <= Day ? coins : 0;
        of.GiftedLogMinutes += coins * LogMinutes(age);
    }

    /// <summary>log2(1 + minutes) in thousandths, linear between powers of two: integer, so that replicas agree.</summary>
    private static long LogMinutes(long age)
    {
        ulong value = (ulong)(age / 60_000) + 1;
        int bits = 63 - System.Numerics.BitOperations.LeadingZeroCount(value);
        return (bits * 1000) + (long)((value - (1UL << bits)) * 1000 >> bits);
    }

    /// <summary>Place in the wallet's lots of the one that holds a spent coin.</summary>
    internal int LotAt(in Wallet wallet, long coin)
    {
        NumberList lots = Lists.Of(wallet.Lots);
        int high = Math.Min(wallet.NextLot, wallet.Lots.Count - 1);
        int low = lots.SegmentStart(high);
        while (low > 0 && !IsReached(lots[low], coin))
        {
            high = low - 1;
            low = lots.SegmentStart(high);
        }

        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (IsReached(lots[middle], coin))
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

    private bool IsReached(int lot, long coin)
    {
        long start = Lots[lot].Start;
        return start != Lot.NotReached && start <= coin;
    }

    /// <summary>Takes coins of an order out of its wallet, the order's newest lot first: as far as they are unspent.</summary>
    private long TakeUnspent(int order, long coins)
    {
        long taken = 0;
        for (int number = FateOf(order).LastLot; number >= 0 && taken < coins; number = Lots[number].EarlierOfOrder)
        {
            ref Lot lot = ref Lots[number];
            long part = Math.Min(coins - taken, Unspent(lot));
            lot.Coins -= part;
            _wallets[lot.Account].CoinsIn -= part;
            taken += part;
        }

        return taken;
    }
}
