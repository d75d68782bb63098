using System.Diagnostics;
using FraudWatch.Detection.Decisions;
using Xunit;
using Xunit.Abstractions;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class ThroughputTests(PostgresServer server, ITestOutputHelper output)
{
    /// <summary>Flags of four to eight accounts and two reasons that grow four times, every fourth decision a hold: 10,000 in batches of 500. The rate is
    /// printed, not asserted: how much of the machine the test gets is not known.</summary>
    [Fact]
    public async Task Ten_thousand_decisions_in_batches_all_arrive()
    {
        const int flags = 1_600;
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Decision[] decisions =
        [
            .. Enumerable.Range(1, 5).SelectMany(version => Enumerable.Range(0, flags).SelectMany(f =>
                (IEnumerable<Decision>)(f % 4 == 0
                    ? [new Decision(Samples.Flag(f, version, members: 3 + version)), new Decision(Samples.Hold((version * flags) + f, f))]
                    : [new Decision(Samples.Flag(f, version, members: 3 + version))]))),
        ];

        TimeSpan before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        foreach ((Decision[] chunk, int n) in decisions.Chunk(500).Select((c, n) => (c, n)))
        {
            await db.Decisions.WriteAsync(Samples.Batch(epoch, n + 1, chunk), default);
        }

        double rate = decisions.Length / watch.Elapsed.TotalSeconds;
        output.WriteLine($"{decisions.Length} decisions, {rate:N0}/s; this process took {(Environment.CpuUsage.TotalTime - before).TotalSeconds:N2} s of processor");
        Assert.Equal([$"{decisions.Length}"], await db.RowsAsync("SELECT count(*) FROM outbox"));
    }
}
