namespace FraudWatch.Simulator.Economy;

/// <summary>A country the platform sells in, as this economy drew it.</summary>
/// <param name="Index">Position in <see cref="EconomyParameters.Markets"/>.</param>
/// <param name="Code">ISO 3166-1 alpha-2.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="UtcOffsetHours">Whole hours, no summer time.</param>
/// <param name="PriceLevel">Price of a coin relative to the reference price, before shocks.</param>
/// <param name="Share">Share of the payers, unnormalised.</param>
/// <param name="CreatorShare">Part of a gift's list price that its creator may cash, 0–1.</param>
internal sealed record Market(
    int Index, string Code, string Currency, int UtcOffsetHours, double PriceLevel, double Share, double CreatorShare)
{
    /// <summary>A fall of the currency before prices were adjusted: (first day, last day, factor); the factor is 1 without one.</summary>
    public (int FirstDay, int LastDay, double Factor) Shock { get; init; } = (0, 0, 1);
}
