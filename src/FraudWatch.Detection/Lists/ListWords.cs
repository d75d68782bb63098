namespace FraudWatch.Detection.Lists;

/// <summary>The words of a listing as they stand on the wire.</summary>
internal static class ListWords
{
    public static ListName ListNamed(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("allow"u8) => ListName.Allow,
        _ when word.SequenceEqual("deny"u8) => ListName.Deny,
        _ => ListName.None,
    };

    public static SubjectKind KindNamed(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("account"u8) => SubjectKind.Account,
        _ when word.SequenceEqual("device"u8) => SubjectKind.Device,
        _ when word.SequenceEqual("network"u8) => SubjectKind.Network,
        _ when word.SequenceEqual("instrument"u8) => SubjectKind.Instrument,
        _ when word.SequenceEqual("payout"u8) => SubjectKind.Payout,
        _ => SubjectKind.None,
    };

    public static ListPurpose PurposeNamed(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("official_reseller"u8) => ListPurpose.OfficialReseller,
        _ when word.SequenceEqual("agency"u8) => ListPurpose.Agency,
        _ when word.SequenceEqual("charity"u8) => ListPurpose.Charity,
        _ when word.SequenceEqual("studio"u8) => ListPurpose.Studio,
        _ when word.SequenceEqual("staff"u8) => ListPurpose.Staff,
        _ => ListPurpose.None,
    };
}

/// <summary>Which list an entry stands on.</summary>
public enum ListName : byte
{
    None = 0,
    Allow = 1,
    Deny = 2,
}

/// <summary>What an entry speaks of.</summary>
public enum SubjectKind : byte
{
    None = 0,
    Account = 1,
    Device = 2,
    Network = 3,
    Instrument = 4,
    Payout = 5,
}

/// <summary>Why a subject is allowed; it says what for.</summary>
public enum ListPurpose : byte
{
    None = 0,
    OfficialReseller = 1,
    Agency = 2,
    Charity = 3,
    Studio = 4,
    Staff = 5,
}
