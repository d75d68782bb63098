using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>Stands for a token that the event did not carry.</summary>
public static class Token
{
    public const int None = -1;
}

/// <summary>A purchase as its account remembers it. Tokens are numbers of their tables, or <see cref="Token.None"/>.</summary>
public record struct PurchaseRecord : ISavedFigures
{
    /// <summary>Unix milliseconds.</summary>
    public long At { get; set; }

    public long Coins { get; set; }

    /// <summary>Price in millionths of a US dollar.</summary>
    public long PriceMicros { get; set; }
    public int Instrument { get; set; }
    public int InstrumentCountry { get; set; }
    public int Device { get; set; }
    public int IpCountry { get; set; }
    public int Storefront { get; set; }
    public int Payer { get; set; }
    public PurchaseChannel Channel { get; set; }

    /// <summary>Where the event's id is remembered.</summary>
    public long Event { get; set; }

    /// <summary>The instrument had not been used by this account a day before.</summary>
    public bool InstrumentIsNew { get; set; }

    /// <summary>The account had never gifted or signed in from this device before.</summary>
    public bool DeviceIsForeign { get; set; }

    /// <summary>Another account had paid with the instrument before, and this one had been seen for more than a day.</summary>
    public bool InstrumentIsForeign { get; set; }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        At = state.Number(At);
        Coins = state.Number(Coins);
        PriceMicros = state.Number(PriceMicros);
        Instrument = state.Small(Instrument);
        InstrumentCountry = state.Small(InstrumentCountry);
        Device = state.Small(Device);
        IpCountry = state.Small(IpCountry);
        Storefront = state.Small(Storefront);
        Payer = state.Small(Payer);
        Channel = state.Choice(Channel);
        Event = state.Number(Event);
        InstrumentIsNew = state.Bool(InstrumentIsNew);
        DeviceIsForeign = state.Bool(DeviceIsForeign);
        InstrumentIsForeign = state.Bool(InstrumentIsForeign);
    }
}

/// <summary>A gift as its sender and its recipient remember it.</summary>
public record struct GiftRecord : ISavedFigures
{
    /// <summary>Unix milliseconds.</summary>
    public long At { get; set; }

    public long Coins { get; set; }

    /// <summary>Number of the account on the other side.</summary>
    public int Other { get; set; }

    /// <summary>Seconds watched before the gift; -1 unknown.</summary>
    public int Watched { get; set; }

    /// <summary>Viewers in the room; -1 unknown.</summary>
    public int Viewers { get; set; }

    /// <summary>Where the event's id is remembered.</summary>
    public long Event { get; set; }

    /// <summary>The sender's age in days when it gifted, at most 32767, or as much of it as is certain; -1 unknown.</summary>
    public short SenderAgeDays { get; set; }

    /// <summary>The sender's coins came from purchases of the last day, and it had at most three of them.</summary>
    public bool FreshMoney { get; set; }

    /// <summary>The gift left the sender with at most 2 % of all coins it ever acquired.</summary>
    public bool Sweep { get; set; }

    /// <summary>The gift came from a device the sender had first used within a day.</summary>
    public bool NewDevice { get; set; }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        At = state.Number(At);
        Coins = state.Number(Coins);
        Other = state.Small(Other);
        Watched = state.Small(Watched);
        Viewers = state.Small(Viewers);
        Event = state.Number(Event);
        SenderAgeDays = (short)state.Small(SenderAgeDays);
        FreshMoney = state.Bool(FreshMoney);
        Sweep = state.Bool(Sweep);
        NewDevice = state.Bool(NewDevice);
    }
}

/// <summary>A device, instrument or network as an account knows it.</summary>
public record struct HabitRecord : ISavedFigures
{
    public int Token { get; set; }
    public long FirstAt { get; set; }
    public long LastAt { get; set; }

    /// <summary>Uses other than buying coins: gifts, sign-ins, withdrawals.</summary>
    public int Uses { get; set; }
    public int Purchases { get; set; }

    /// <summary>Gifts sent while using it.</summary>
    public int Gifts { get; set; }

    /// <summary>At its last use so many others carried it that it says nothing (<see cref="LinkTable.IsPlaceholder"/>).</summary>
    public bool IsPlaceholder { get; set; }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Token = state.Small(Token);
        FirstAt = state.Number(FirstAt);
        LastAt = state.Number(LastAt);
        Uses = state.Small(Uses);
        Purchases = state.Small(Purchases);
        Gifts = state.Small(Gifts);
        IsPlaceholder = state.Bool(IsPlaceholder);
    }
}
