using FraudWatch.Storage;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Makes the outbox's partitions of the days to come, in time: at the start and every few hours. Harmless beside other workers.</summary>
internal sealed class OutboxDays(CellRecord record, OutboxRetention retention, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await record.Prepared.WaitAsync(stoppingToken);
        using var tick = new PeriodicTimer(LookEvery, time);
        do
        {
            await retention.PrepareAsync(stoppingToken);
        }
        while (await tick.WaitForNextTickAsync(stoppingToken));
    }
}
