using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Health;

/// <summary>Takes the event count once a second, for the rate that operators see.</summary>
internal sealed class RateSampler(EventRate rate, WorkerProgress progress, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            rate.Sample(progress.Events);
        }
        while (await everySecond.WaitForNextTickAsync(stoppingToken));
    }
}
