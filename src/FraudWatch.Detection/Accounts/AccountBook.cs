using FraudWatch.Detection.Events;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.Ledger;
using FraudWatch.Detection.Lists;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// All accounts and what links them. Applies each event once, in processing order; O(1) an event.
/// One owner: the detector.
/// </summary>
public sealed partial class AccountBook
{
    private const long Day = 24L * 60 * 60 * 1000;
    /// <summary>An account is young for so many days.</summary>
    public const int YoungDays = 7;

    private const int LinkCap = LinkTable.MostAccounts;

    private readonly List<AccountState> _accounts = [];

    private Crowd _active;

    public AccountBook()
    {
        Ledger = new CoinLedger();
        Taints = new TaintBook(Ledger);
        TaintReader = new TaintReader(Ledger, Taints);
    }

    public TokenTable Ids { get; } = new();

    public TokenTable Devices { get; } = new();

    public TokenTable Networks { get; } = new();

    public TokenTable Instruments { get; } = new();

    public TokenTable Payouts { get; } = new();

    public TokenTable Countries { get; } = new();

    public LinkTable DeviceLinks { get; } = new(LinkCap);

    public LinkTable NetworkLinks { get; } = new(LinkCap);

    public LinkTable InstrumentLinks { get; } = new(LinkCap);

    public LinkTable PayoutLinks { get; } = new(LinkCap);

    /// <summary>Payer account → accounts it paid for.</summary>
    public LinkTable PayerLinks { get; } = new(LinkCap);

    public OrderBook Orders { get; } = new();

    public PriceBook Prices { get; } = new();

    /// <summary>Whose money it was: the one owner of coin and diamond balances.</summary>
    public CoinLedger Ledger { get; }

    /// <summary>Which of those coins nobody paid for.</summary>
    public TaintBook Taints { get; }

    /// <summary>Reads how much of it an account has.</summary>
    public TaintReader TaintReader { get; }

    public HopShare Hop { get; } = new();

    /// <summary>Countries of events that are written in no known way, and so not known.</summary>
    public long UnknownCountries { get; private set; }

    /// <summary>What people allowed and denied.</summary>
    public ListBook Lists { get; } = new();

    public int Count => _accounts.Count;

    public AccountState this[int index] => _accounts[index];

    /// <summary>The account that acts in the event; made when new.</summary>
    public AccountState Actor(ParsedEvent next)
    {
        AccountState account = Touch(next.Text(TextField.AccountId), next.OccurredAt);
        if (next.AccountCreatedAt != ParsedEvent.NotGiven)
        {
            long latest = account.CreatedAt == AccountState.Never ? account.FirstSeenAt : account.CreatedAt;
            account.CreatedAt = Math.Min(latest, next.AccountCreatedAt);
        }

        return account;
    }

    /// <summary>The account with this id; made when new.</summary>
    public AccountState Touch(ReadOnlySpan<byte> id, long at)
    {
        int index = Ids.Intern(id);
        if (index == _accounts.Count)
        {
            _accounts.Add(new AccountState { Index = index, FirstSeenAt = at });
        }

        return _accounts[index];
    }

    /// <summary>
    /// Age in whole days at a time; -1 while no event has said when the account was made and it was first seen so lately that it may
    /// be young. One that was seen a week ago is a week old at least.
    /// </summary>
    public static int AgeDays(AccountState account, long at)
    {
        bool isKnown = account.CreatedAt != AccountState.Never;
        int days = (int)Math.Clamp((at - (isKnown ? account.CreatedAt : account.FirstSeenAt)) / Day, 0, short.MaxValue);
        return isKnown || days >= YoungDays ? days : -1;
    }

    public string NameOf(int account) => Ids.TextOf(account);

    /// <summary>The account with the smallest id in the order of bytes, which unlike its number does not depend on who came first.</summary>
    public int SmallestId(IReadOnlyList<int> accounts)
    {
        int smallest = accounts[0];
        for (int i = 1; i < accounts.Count; i++)
        {
            bool before = Ids.BytesOf(accounts[i]).SequenceCompareTo(Ids.BytesOf(smallest)) < 0;
            smallest = before ? accounts[i] : smallest;
        }

        return smallest;
    }

    /// <summary>Notes where the account acted from: devices, networks, countries.</summary>
    public void NoteContext(AccountState account, ParsedEvent next)
    {
        bool buying = next.Type is EventType.CoinPurchased or EventType.CoinPurchaseDeclined;
        if (account.LastSeenAt == AccountState.Never || next.OccurredAt / Day != account.LastSeenAt / Day)
        {
            account.ActiveDays++;
        }

        if (account.LastSeenAt == AccountState.Never || Crowd.PeriodOf(account.LastSeenAt) < Crowd.PeriodOf(next.OccurredAt))
        {
            _active.Add(1, next.OccurredAt);
            TellActiveAccounts();
        }

        account.LastSeenAt = Math.Max(account.LastSeenAt, next.OccurredAt);
        Habits.Note(account.Devices, Habits.Intern(Devices, next, TextField.DeviceId), DeviceLinks, TextField.DeviceId, account, next, buying);
        Habits.Note(account.Networks, Habits.Intern(Networks, next, TextField.IpHash), NetworkLinks, TextField.IpHash, account, next, buying);
        Habits.Note(account.IpCountries, CountryOf(next, TextField.IpCountry), null, TextField.IpCountry, account, next, buying);
    }

    /// <summary>Books a purchase. <paramref name="reference"/> is where the event's id is remembered.</summary>
    public void Purchase(AccountState account, ParsedEvent next, long reference)
    {
        // When the order id was used before, the coins still moved; only its reversals belong to the first purchase.
        bool isNew = Orders.Book(next.Text(TextField.OrderId), account.Index, next.Coins, out OrderReversal waiting);
        int order = isNew ? Orders.NumberOf(next.Text(TextField.OrderId)) : -1;
        PurchaseRecord record = RecordOf(account, next) with { Event = reference };
        account.Purchases++;
        account.MostDeclinesBeforeSuccess = Math.Max(account.MostDeclinesBeforeSuccess, account.DeclinesInARow);
        account.DeclinesInARow = 0;
        account.BoughtCoins += next.Coins;
        Ledger.Buy(account.Index, order, next.Coins, MarksOf(account, record), next.OccurredAt, reference);
        account.LargestPurchaseCoins = Math.Max(account.LargestPurchaseCoins, next.Coins);
        if (account.FirstPurchaseAt == AccountState.Never)
        {
            account.FirstPurchaseAt = next.OccurredAt;
            account.FirstPurchaseCoins = next.Coins;
        }

        account.LastPurchaseAt = Math.Max(account.LastPurchaseAt, next.OccurredAt);
        Prices.Add(record.Storefront, next.Coins, next.PriceMicros);
        NotePayer(account, record);
        account.BoughtRecently.Add(record);
        if (isNew)
        {
            ApplyReversal(waiting, order, next.OccurredAt, reference);
        }
    }

    public void Decline(AccountState account, ParsedEvent next)
    {
        account.Declines++;
        account.DeclinesInARow++;
        NoteInstrument(account, next);
    }

    /// <summary>
    /// Applies a refund, chargeback or reinstatement; the account it reached, or null while its order is unseen.
    /// <paramref name="order"/> is the order's number.
    /// </summary>
    public AccountState? Reverse(ParsedEvent next, long reference, out int order)
    {
        ReadOnlySpan<byte> id = next.Text(TextField.OrderId);
        OrderReversal reversal = next.Type switch
        {
            EventType.CoinRefunded => Orders.Refund(id, next.Coins),
            EventType.CoinChargedBack => Orders.ChargeBack(id, next.Coins),
            EventType.CoinChargebackReversed => Orders.Reinstate(id, next.Coins),
            _ => throw new ArgumentException($"expected a reversal, found {next.Type}", nameof(next)),
        };
        order = Orders.NumberOf(id);
        return ApplyReversal(reversal, order, next.OccurredAt, reference);
    }

    /// <summary>Books a gift on both sides. <paramref name="reference"/> is where the event's id is remembered.</summary>
    public void Gift(AccountState sender, AccountState recipient, ParsedEvent next, long reference)
    {
        Hop.AddGift(next.Coins, next.Diamonds);
        sender.GiftsSent++;
        sender.GiftedCoins += next.Coins;
        sender.GiftsToZero += Ledger.CoinsHeld(sender.Index) == next.Coins ? 1 : 0;
        Ledger.Gift(sender.Index, recipient.Index, next.Coins, next.Diamonds, next.OccurredAt, reference);
        long acquired = Math.Max(sender.AcquiredCoins, 1);
        bool sweep = Ledger.CoinsHeld(sender.Index) <= acquired / 50 && next.Coins * 5 >= acquired;
        sender.Sweeps += sweep ? 1 : 0;
        var record = new GiftRecord
        {
            At = next.OccurredAt,
            Coins = next.Coins,
            Other = recipient.Index,
            Watched = (int)Math.Clamp(next.WatchedSeconds, -1, int.MaxValue),
            Viewers = (int)Math.Clamp(next.RoomViewers, -1, int.MaxValue),
            Event = reference,
            SenderAgeDays = (short)Math.Min(AgeDays(sender, next.OccurredAt), short.MaxValue),
            FreshMoney = sender.Purchases is > 0 and <= 3 && next.OccurredAt - sender.FirstPurchaseAt <= Day,
            Sweep = sweep,
            NewDevice = Habits.IsNewDevice(sender, next),
        };
        sender.SentRecently.Add(record);
        recipient.GiftsReceived++;
        recipient.ReceivedCoins += next.Coins;
        recipient.ReceivedDiamonds += next.Diamonds;
        recipient.LastGiftReceivedAt = Math.Max(recipient.LastGiftReceivedAt, next.OccurredAt);
        recipient.ReceivedRecently.Add(record with { Other = sender.Index });
    }

    public void Exchange(AccountState account, ParsedEvent next, long reference)
    {
        Hop.AddExchange(next.Diamonds, next.Coins);
        account.Exchanges++;
        account.CashOutsToZero += Ledger.DiamondsUndrawn(account.Index) == next.Diamonds ? 1 : 0;
        account.ExchangedDiamonds += next.Diamonds;
        account.ExchangedCoins += next.Coins;
        Ledger.Exchange(account.Index, next.Diamonds, next.Coins, next.OccurredAt, reference);
    }

    public void Withdraw(AccountState account, ParsedEvent next, long reference)
    {
        int payout = Payouts.Intern(next.Text(TextField.PayoutId));
        if (PayoutLinks.Add(payout, account.Index, next.OccurredAt))
        {
            account.Payouts++;
        }

        if (payout != account.Payout || Crowd.PeriodOf(account.LastWithdrawalAt) < Crowd.PeriodOf(next.OccurredAt))
        {
            PayoutLinks.NoteUser(payout, next.OccurredAt);
        }

        if (payout != account.Payout)
        {
            account.Payout = payout;
            account.PayoutFirstAt = next.OccurredAt;
        }

        account.Withdrawals++;
        account.WithdrawnDiamonds += next.Diamonds;
        account.CashOutsToZero += Ledger.DiamondsUndrawn(account.Index) == next.Diamonds ? 1 : 0;
        Ledger.Withdraw(account.Index, next.Diamonds, next.OccurredAt, reference);
        account.LastWithdrawalAt = Math.Max(account.LastWithdrawalAt, next.OccurredAt);
        account.LastGiftToWithdrawal = account.LastGiftReceivedAt == AccountState.Never ? -1 : Math.Max(0, next.OccurredAt - account.LastGiftReceivedAt);
    }

    private PurchaseRecord RecordOf(AccountState account, ParsedEvent next)
    {
        int payer = Token.None;
        if (next.Has(TextField.PayerId) && !next.Text(TextField.PayerId).SequenceEqual(next.Text(TextField.AccountId)))
        {
            payer = Touch(next.Text(TextField.PayerId), next.OccurredAt).Index;
        }

        int instrument = NoteInstrument(account, next);
        int storefront = Habits.Note(
            account.Storefronts, CountryOf(next, TextField.StorefrontCountry), null, TextField.StorefrontCountry, account, next, buying: true);
        int device = Habits.Intern(Devices, next, TextField.DeviceId);
        device = DeviceLinks.IsPlaceholder(device) ? Token.None : device;
        return new PurchaseRecord
        {
            At = next.OccurredAt,
            Coins = next.Coins,
            PriceMicros = next.PriceMicros,
            Instrument = instrument,
            InstrumentCountry = CountryOf(next, TextField.InstrumentCountry),
            Device = device,
            IpCountry = Habits.Country(Countries, next, TextField.IpCountry),
            Storefront = storefront,
            Payer = payer,
            Channel = next.Channel,
            InstrumentIsNew = instrument != Token.None && Habits.FirstUse(account.Instruments, instrument) > next.OccurredAt - Day,
            DeviceIsForeign = device != Token.None && account.GiftsSent > 0 && Habits.UsesOf(account.Devices, device) == 0,
            InstrumentIsForeign = IsOthers(instrument, account) && account.FirstSeenAt < next.OccurredAt - Day,
        };
    }

    private int NoteInstrument(AccountState account, ParsedEvent next) => Habits.Note(
        account.Instruments, Habits.Intern(Instruments, next, TextField.InstrumentId), InstrumentLinks, TextField.InstrumentId, account, next, buying: true);

    private int CountryOf(ParsedEvent next, TextField field)
    {
        int country = Habits.Country(Countries, next, field);
        UnknownCountries += country == Token.None && next.Has(field) ? 1 : 0;
        return country;
    }

    private void TellActiveAccounts() =>
        DeviceLinks.ActiveAccounts = NetworkLinks.ActiveAccounts = InstrumentLinks.ActiveAccounts = PayoutLinks.ActiveAccounts = _active.Size;

    private void NotePayer(AccountState account, in PurchaseRecord record)
    {
        if (record.Payer == Token.None)
        {
            return;
        }

        account.PaidByOthersCoins += record.Coins;
        PayerLinks.Add(record.Payer, account.Index, record.At);
    }

    private AccountState? ApplyReversal(in OrderReversal reversal, int order, long at, long reference)
    {
        if (reversal.Account < 0)
        {
            return null;
        }

        AccountState account = _accounts[reversal.Account];
        long unspent = Ledger.Refund(order, reversal.Refunded);
        account.RefundedCoins += reversal.Refunded;
        account.Refunds += reversal.Refunded > 0 ? 1 : 0;
        account.RefundedAfterSpendingCoins += reversal.Refunded - unspent;
        account.ChargedBackCoins += reversal.ChargedBack - reversal.Reinstated;
        account.Chargebacks += reversal.ChargedBack > 0 ? 1 : 0;
        if (reversal.ChargedBack > 0)
        {
            Ledger.ChargeBack(order, reversal.ChargedBack);
            Taints.Strike(order);
        }

        if (reversal.Reinstated > 0)
        {
            Ledger.Reinstate(order, reversal.Reinstated, at, reference);
        }

        return account;
    }

    private LotMarks MarksOf(AccountState account, in PurchaseRecord purchase)
    {
        LotMarks marks = purchase.InstrumentIsNew ? LotMarks.FreshInstrument : LotMarks.None;
        marks |= purchase.Payer == Token.None ? LotMarks.None : LotMarks.OtherPayer;
        marks |= purchase.Channel == PurchaseChannel.GiftCard ? LotMarks.GiftCard : LotMarks.None;
        return IsOthers(purchase.Instrument, account) ? marks | LotMarks.ForeignInstrument : marks;
    }

    private bool IsOthers(int instrument, AccountState account)
    {
        ReadOnlySpan<int> users = InstrumentLinks.AccountsOf(instrument);
        return !users.IsEmpty && users[0] != account.Index;
    }
}
