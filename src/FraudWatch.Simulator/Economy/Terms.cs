namespace FraudWatch.Simulator.Economy;

/// <summary>What the platform may change from one day to the next.</summary>
/// <param name="WebDiscount">What the web shop takes off the app's price, 0–1.</param>
/// <param name="PriceFactor">Times the reference price.</param>
/// <param name="CustomWebAmounts">Whether the web sells any amount, not packs alone.</param>
/// <param name="ExchangeFee">Part of the diamonds' value lost when they are turned back into coins, 0–1.</param>
/// <param name="DailyPayoutCapUsd">Most a creator may withdraw in a day, US dollars.</param>
internal sealed record Terms(
    double WebDiscount, double PriceFactor, bool CustomWebAmounts, double ExchangeFee, double DailyPayoutCapUsd);
