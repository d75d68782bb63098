namespace FraudWatch.Simulator.Economy;

/// <summary>A card, store account, phone bill or voucher, as the platform's token for it.</summary>
internal readonly record struct Instrument(ulong Id, Market Market, Channel Channel);
