using FraudWatch.Simulator.Economy;

namespace FraudWatch.Simulator.Output;

/// <summary>What a gift event tells beyond its sender.</summary>
internal readonly record struct GiftFacts(
    Account Recipient, Creator? Host, Giving Giving, long Coins, long Diamonds, ulong GiftId);
