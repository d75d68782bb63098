namespace FraudWatch.Detection.Events;

/// <summary>Where coins were bought.</summary>
public enum PurchaseChannel : byte
{
    None = 0,
    Ios = 1,
    Android = 2,
    Web = 3,
    GiftCard = 4,
    Carrier = 5,
}
