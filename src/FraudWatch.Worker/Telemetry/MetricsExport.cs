using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace FraudWatch.Worker.Telemetry;

/// <summary>Sends the metrics to a collector when one is configured, from start to stop.</summary>
internal sealed class MetricsExport(IOptions<TelemetryOptions> options) : IHostedService, IDisposable
{
    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OtlpEndpoint is Uri collector)
        {
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(FraudWatchMetrics.MeterName)
                .AddOtlpExporter(exporter => exporter.Endpoint = collector)
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _provider?.Dispose();
}
