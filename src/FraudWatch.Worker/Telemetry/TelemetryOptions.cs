namespace FraudWatch.Worker.Telemetry;

/// <summary>Where metrics go. Section <c>FraudWatch:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "FraudWatch:Telemetry";

    /// <summary>Address of an OTLP collector, for example <c>http://collector:4317</c>; nothing is exported when not given.</summary>
    public Uri? OtlpEndpoint { get; set; }
}
