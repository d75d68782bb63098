using FraudWatch.Replay;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Events that come late, and a worker that is killed among them: its decisions are those of the order it recorded.</summary>
public sealed class OrderTests(ITestOutputHelper output)
{
    private const int Parts = 6;

    [Fact]
    public async Task Killed_with_events_out_of_turn_the_record_is_what_replay_decides_in_the_recorded_order()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 800, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        IReadOnlyList<IReadOnlyList<string>> parts = StreamParts.Cut(stream, Parts);
        long sent = 0;

        // Each part's gifts come when its coin events are decided on, and the worker is killed while it reads them.
        for (int part = 0; part < Parts; part++)
        {
            using ProgramProcess victim = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.001"), ("FRAUDWATCH__PIPELINE__BATCHEVENTS", "500"));
            foreach (string file in parts[part])
            {
                await system.PublishAsync([file]);
                sent += StreamParts.CountLines([file]);
                if (file == parts[part][0])
                {
                    await system.WaitUntilCommittedAsync(victim, sent);
                }
            }

            await system.WaitForStatusAsync(victim, status => status.CommittedMessages > sent - (StreamParts.CountLines([parts[part][1]]) * 2 / 3));
            await victim.KillAsync();
        }

        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.001"));
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        Assert.InRange(end.OutOfTurn, stream.Lines / 20, stream.Lines);

        string file1 = Path.Combine(stream.Folder, "order.jsonl");
        using (ProgramProcess export = ProgramProcess.Start("FraudWatch.Cli", ["order", "export", file1, "--connection", system.Postgres.ConnectionString], new Dictionary<string, string>()))
        {
            Assert.True(await export.WaitAsync(LiveSystem.Patience) == 0, export.Said);
        }

        var order = OrderFile.Read(file1);
        output.WriteLine($"{stream.Lines} events, {end.OutOfTurn} out of turn, {order.Turns.Count} late turns, {await BytesAsync(system)} bytes");
        string[] files = [.. parts.Select(part => part[0]), .. parts.Select(part => part[1])];
        Assert.Equal(LiveSystem.Partitions, order.Partitions);
        IReadOnlyList<string> found = await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString);
        Assert.NotEmpty(found);
        Assert.Equal(WrittenDecisions.Of(SimulatedStream.Replay(system.Models, order, files)), found);
        Assert.NotEqual(WrittenDecisions.Of(SimulatedStream.Replay(system.Models, LiveSystem.Partitions, files)), found);
    }

    private static async Task<long> BytesAsync(LiveSystem system)
    {
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand("SELECT coalesce(sum(length(turns)), 0) FROM late_turns");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
