namespace FraudWatch.Detection.Lists;

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
