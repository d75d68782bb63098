using System.Diagnostics;
using FraudWatch.Detection.Decisions;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class ThroughputTests(PostgresServer server, ITestOutputHelper output)
{
    /// <summary>Flags of four to eight accounts and two reasons that grow four times, every fourth decision a hold: 10,000 in batches of 500. The rate is
    /// printed, not asserted: how much of the machine the test gets is not known.</summary>
    /// <param name="months">Earlier months on record, of 20,000 flags each.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    public async Task Ten_thousand_decisions_in_batches_all_arrive(int months)
    {
        const int flags = 1_600;
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await FillAsync(db, months);
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
        output.WriteLine($"{months} months before: {decisions.Length} decisions, {rate:N0}/s; this process took {(Environment.CpuUsage.TotalTime - before).TotalSeconds:N2} s of processor");
        Assert.Equal([$"{decisions.Length}"], await db.RowsAsync("SELECT count(*) FROM outbox"));
    }

    private static Task<string[]> FillAsync(TestDatabase db, int months) => db.RowsAsync(
        $"""
        SELECT prepare_decision_months(ARRAY(SELECT ('2026-11-01'::date - i * interval '1 month')::date FROM generate_series(1, {months}) i));
        INSERT INTO model_versions VALUES ('old', 'ring');
        INSERT INTO flags (flag_id, cell, case_id, detector, typology, status, version, detector_version, episode, anchor_account_id, score, coins_at_risk,
          first_event_at, raised_at, updated_at, evidence_event_ids, model_version, truncated)
        SELECT gen_random_uuid(), '{Samples.Cell}', gen_random_uuid(), 'ring', 'circular_gifting', 'open', 1, 1, 1, 'u' || i, 0.9, 5, t, t, t, ARRAY['e'], 'old', false
        FROM generate_series(1, {months}) m, LATERAL (SELECT '2026-11-02'::timestamptz - m * interval '1 month') AS at(t), generate_series(1, 20000) i;
        ANALYZE flags
        """);
}
