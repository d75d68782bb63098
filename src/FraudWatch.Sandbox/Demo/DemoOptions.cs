namespace FraudWatch.Sandbox.Demo;

/// <summary>What the demo simulates, and whether its services stay.</summary>
internal sealed record DemoOptions(int Payers, int Days, long Seed, bool Keep);
