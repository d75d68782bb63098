namespace FraudWatch.Simulator.Kafka;

/// <summary>What was published and acknowledged.</summary>
/// <param name="CoinEvents">Messages to coin-events.</param>
/// <param name="GiftEvents">Messages to gift-events.</param>
/// <param name="FraudActions">Messages to fraud-actions.</param>
/// <param name="Took">From the first line to the last acknowledgement.</param>
public sealed record PublishSummary(long CoinEvents, long GiftEvents, long FraudActions, TimeSpan Took)
{
    public long Messages => CoinEvents + GiftEvents + FraudActions;
}
