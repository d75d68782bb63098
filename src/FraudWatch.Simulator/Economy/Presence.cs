namespace FraudWatch.Simulator.Economy;

/// <summary>Where someone acts from: a device on a network that a country is known for.</summary>
internal readonly record struct Presence(ulong Device, ulong Network, Market Market);
