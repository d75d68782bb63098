namespace FraudWatch.Simulator.Economy;

/// <summary>How coins are paid for; the names on the wire are in <see cref="Output.EventLine"/>.</summary>
internal enum Channel
{
    Ios,
    Android,
    Web,
    GiftCard,
    Carrier,
}
