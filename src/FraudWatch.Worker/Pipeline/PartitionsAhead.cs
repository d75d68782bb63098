using FraudWatch.Storage;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Makes the partitions of the wall clock's time, the outbox's days and the audit's months: at the start and every minute, so that what
/// lies in the outbox's partition of the rest comes to its day soon. Harmless beside other workers.
/// </summary>
internal sealed partial class PartitionsAhead(CellRecord record, FraudWatchDatabase database, Instruments instruments) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly ILogger<PartitionsAhead> _logger = instruments.Loggers.CreateLogger<PartitionsAhead>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await record.Prepared.WaitAsync(stoppingToken);
        var outbox = new OutboxRetention(database);
        using var tick = new PeriodicTimer(LookEvery, instruments.Time);
        do
        {
            if (!await outbox.PrepareAsync(stoppingToken))
            {
                Log.InTheWay(_logger);
            }

            await MonthRetention.PrepareAuditAsync(database, stoppingToken);
        }
        while (await tick.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(330, LogLevel.Warning, "A transaction stands in the way of the outbox's days to come; the next attempt is made in a minute.")]
        public static partial void InTheWay(ILogger logger);
    }
}
