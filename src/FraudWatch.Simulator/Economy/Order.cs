namespace FraudWatch.Simulator.Economy;

/// <summary>A purchase that went through, kept only where someone will take it back.</summary>
internal sealed record Order(ulong Id, Account Buyer, int Coins, long Cents, Instrument Instrument, Presence From);
