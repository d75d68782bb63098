namespace FraudWatch.Detection.Decisions;

/// <summary>Which detector raised a flag.</summary>
public enum Detector : byte
{
    Ring = 1,
    Resale = 2,
}

/// <summary>Typologies of contract §2. Values are stored: they may only be appended to.</summary>
public enum Typology : byte
{
    CircularGifting = 1,
    MuleFanIn = 2,
    ScatterGather = 3,
    CardedToCreator = 4,
    CollusiveGroup = 5,
    SharedPayout = 6,
    SelfGifting = 7,
    CardedStock = 20,
    TopupAgent = 21,
    GiftDelivery = 22,
    AccountStock = 23,
    RegionArbitrage = 24,
    RefundAbuse = 25,
    GiftCardStock = 26,
    MerchantNetwork = 27,
    PayerHub = 28,
    AccountTakeover = 29,
}

public enum FlagStatus : byte
{
    Open = 1,
    Confirmed = 2,
    Dismissed = 3,
    Escalated = 4,
    Snoozed = 5,
    Suppressed = 6,
}

/// <summary>What an account did in a flagged group. Buyers and victims are named, not accused.</summary>
public enum AccountRole : byte
{
    Source = 1,
    Intermediary = 2,
    Collector = 3,
    Member = 4,
    Payer = 5,
    Hub = 6,
    Seller = 7,
    SoldAccount = 8,
    Buyer = 9,
    Victim = 10,
}

/// <summary>What a role says of whoever has it.</summary>
public static class AccountRoles
{
    /// <summary>Buyers and victims are named, not accused (contract §2).</summary>
    public static bool IsAccused(this AccountRole role) => role is not (AccountRole.Buyer or AccountRole.Victim);
}

public enum HoldScope : byte
{
    Purchase = 1,
    Gifting = 2,
    Exchange = 3,
    Withdrawal = 4,
    Account = 5,
}

public enum HoldStatus : byte
{
    Active = 1,
    Released = 2,
    Expired = 3,
}

/// <summary>Where a reason's evidence comes from; a hold asks for two families that agree.</summary>
public enum EvidenceFamily : byte
{
    Graph = 1,
    Money = 2,
    Device = 3,
    Behaviour = 4,
    Payout = 5,
    Model = 6,
}

/// <summary>The words above as they stand on the wire: snake_case of the member's name.</summary>
public static class Wire
{
    public static string Name(Detector value) => Snake(value.ToString());

    public static string Name(Typology value) => Snake(value.ToString());

    public static string Name(FlagStatus value) => Snake(value.ToString());

    public static string Name(AccountRole value) => Snake(value.ToString());

    public static string Name(HoldScope value) => Snake(value.ToString());

    public static string Name(Events.ActionKind value) => Snake(value.ToString());

    public static string Name(HoldStatus value) => Snake(value.ToString());

    public static string Name(Lists.ListPurpose value) => Snake(value.ToString());

    public static string Name(EvidenceFamily value) => Snake(value.ToString());

    /// <summary>The member with this wire name, or null.</summary>
    public static TEnum? TryParse<TEnum>(string name)
        where TEnum : struct, Enum
    {
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (Snake(value.ToString()) == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The member with this wire name in UTF-8, or another when there is none.</summary>
    public static TEnum Parse<TEnum>(ReadOnlySpan<byte> name, TEnum otherwise)
        where TEnum : struct, Enum
    {
        foreach ((byte[] word, TEnum value) in Words<TEnum>.All)
        {
            if (name.SequenceEqual(word))
            {
                return value;
            }
        }

        return otherwise;
    }

    private static string Snake(string pascal) => string.Concat(
        pascal.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    /// <summary>Made once, so that the parser makes no garbage.</summary>
    private static class Words<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly (byte[] Word, TEnum Value)[] All =
            [.. Enum.GetValues<TEnum>().Select(value => (System.Text.Encoding.UTF8.GetBytes(Snake(value.ToString())), value))];
    }
}
