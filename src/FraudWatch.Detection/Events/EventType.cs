namespace FraudWatch.Detection.Events;

/// <summary>What happened. Values are stored and logged: they may only be appended to.</summary>
public enum EventType : byte
{
    None = 0,
    CoinPurchased = 1,
    CoinPurchaseDeclined = 2,
    CoinRefunded = 3,
    CoinChargedBack = 4,
    CoinChargebackReversed = 5,
    DiamondExchanged = 6,
    DiamondWithdrawn = 7,
    AccountSignedIn = 8,
    AccountCredentialsChanged = 9,
    AccountReported = 10,
    GiftSent = 11,
    ActionTaken = 12,
}
