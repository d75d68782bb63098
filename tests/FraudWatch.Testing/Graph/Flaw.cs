namespace FraudWatch.Testing.Graph;

/// <summary>A mistake put into <see cref="SlowCycles"/> on purpose.</summary>
public enum Flaw
{
    None,
    WindowExclusive,
    TiesAllowedWhenStrict,
    VerticesMayRepeat,
}
