using FraudWatch.Storage;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Makes the partitions of the wall clock's time to come, the outbox's days and the audit's months: at the start and every few hours.
/// Harmless beside other workers.
/// </summary>
internal sealed class PartitionsAhead(CellRecord record, FraudWatchDatabase database, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await record.Prepared.WaitAsync(stoppingToken);
        var outbox = new OutboxRetention(database);
        using var tick = new PeriodicTimer(LookEvery, time);
        do
        {
            await outbox.PrepareAsync(stoppingToken);
            await MonthRetention.PrepareAuditAsync(database, stoppingToken);
        }
        while (await tick.WaitForNextTickAsync(stoppingToken));
    }
}
