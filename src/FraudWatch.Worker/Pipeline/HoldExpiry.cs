using FraudWatch.Storage;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Ends people's holds whose wall time is up (policy holds expire by the detector's clock, contract §2). Harmless beside
/// other workers that do the same.
/// </summary>
internal sealed class HoldExpiry(CellRecord record, DecisionStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await record.Prepared.WaitAsync(stoppingToken);
        using var tick = new PeriodicTimer(LookEvery, time);
        while (await tick.WaitForNextTickAsync(stoppingToken))
        {
            await store.ExpireHoldsOfPeopleAsync(stoppingToken);
        }
    }
}
