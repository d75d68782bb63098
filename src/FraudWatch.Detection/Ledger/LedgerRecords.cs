using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Ledger;

/// <summary>Where the coins of a lot came from.</summary>
public enum LotKind : byte
{
    /// <summary>Spent before their purchase was seen: bought before the log began, or never.</summary>
    Unknown = 0,

    /// <summary>Bought under an order.</summary>
    Purchase = 1,

    /// <summary>Diamonds turned back into coins.</summary>
    Exchange = 2,

    /// <summary>Given back after a dispute won; of the order that had been charged back.</summary>
    Reinstated = 3,
}

/// <summary>What is known about a purchase: how its coins are told apart from others.</summary>
[Flags]
public enum LotMarks : byte
{
    None = 0,

    /// <summary>The account had first used the instrument within a day.</summary>
    FreshInstrument = 1,

    /// <summary>Another account paid.</summary>
    OtherPayer = 2,

    /// <summary>Paid with a gift card or voucher.</summary>
    GiftCard = 4,

    /// <summary>Another account had used the instrument before this one.</summary>
    ForeignInstrument = 8,

    /// <summary>Its order was charged back after coins of it had been spent.</summary>
    Struck = 16,
}

/// <summary>
/// Coins that came in together: an interval of its account's coins in the order in which they are spent. The interval
/// gets its start once spending reaches it; until then a reversal may shrink it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct Lot
{
    /// <summary>Start of an interval that spending has not reached.</summary>
    public const long NotReached = -1;

    /// <summary>Event time of the purchase or exchange, Unix milliseconds.</summary>
    public long At;

    /// <summary>Where the event's id is remembered; -1 without one.</summary>
    public long Event;

    /// <summary>Its first coin's place among all coins the account spends, or <see cref="NotReached"/>.</summary>
    public long Start;

    /// <summary>Coins in it, less those that reversals took out.</summary>
    public long Coins;

    public int Account;

    /// <summary>Order number of a purchase, -1 for one under an order id used before; number of the cash-out behind an exchange.</summary>
    public int Source;

    /// <summary>The order's lot before this one, or -1.</summary>
    public int EarlierOfOrder;

    /// <summary>Flags that people have confirmed and that name this lot.</summary>
    public short Confirmations;

    public LotKind Kind;
    public LotMarks Marks;
}

/// <summary>
/// A gift: an interval of the sender's spent coins that became an interval of the recipient's diamonds. Diamond j of it
/// stands for its coin ⌊j × coins / diamonds⌋.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct GiftMove
{
    /// <summary>Stands for diamonds cashed out that were never seen coming in.</summary>
    public const int UnknownSender = -1;

    public long Event;
    public long CoinStart;
    public long Coins;
    public long DiamondStart;
    public long Diamonds;
    public int Sender;
    public int Recipient;
}

/// <summary>Diamonds withdrawn, or exchanged into a lot of coins.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct CashOut
{
    public const int Withdrawn = -1;

    public long Event;
    public long DiamondStart;
    public long Diamonds;
    public int Account;

    /// <summary>The lot that an exchange became; <see cref="Withdrawn"/> for a withdrawal, or an exchange that gave no coins.</summary>
    public int Lot;
}

/// <summary>What reversals have done to an order. Numbers are coins.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct OrderFate
{
    public static readonly OrderFate Untouched = new() { LastLot = -1 };

    /// <summary>Taken out of the wallet by chargebacks, still to be given back if the dispute is won.</summary>
    public long TakenByChargeback;

    /// <summary>
    /// Charged back after they were spent: nobody has paid for them. Above 0 only while the order has no unspent coins,
    /// since a chargeback takes those first and a dispute won gives coins only when all spent ones are paid for.
    /// </summary>
    public long Unfunded;

    /// <summary>Coins of the order that had been spent at the last chargeback: the unpaid ones are spread evenly over them.</summary>
    public long SpentWhenStruck;

    /// <summary>The newest lot of the order, or -1.</summary>
    public int LastLot;

    /// <summary>Number of the last chargeback that tainted it, from 1; 0 for none.</summary>
    public int Stroke;
}
