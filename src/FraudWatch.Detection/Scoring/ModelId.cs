namespace FraudWatch.Detection.Scoring;

/// <summary>Which model, and which training of it: "ring" and "2026.11.22-1" make "ring-2026.11.22-1".</summary>
public sealed record ModelId(string Name, string Version)
{
    public override string ToString() => $"{Name}-{Version}";
}
