using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.State;
using Xunit;

namespace FraudWatch.Tests.State;

/// <summary>A state that was saved and loaded goes on as if nothing had happened.</summary>
public sealed class SavedStateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 3)]
    [InlineData(3, 20)]
    public void A_run_that_was_saved_and_loaded_at_random_points_decides_the_same_and_ends_in_the_same_bytes(int seed, int restarts)
    {
        DetectionRun whole = Economies.Undisturbed;
        var random = new Random(seed);
        var run = new DetectionRun(Economies.Setup, Economies.Logs, random);
        int waited = 0;
        foreach (long stop in Enumerable.Range(0, restarts).Select(_ => random.NextInt64(Economies.Logs.Messages)).Order())
        {
            run.RunTo(stop);
            waited += run.Merge.Waiting > 0 ? 1 : 0;
            run = run.Reloaded(run.Save());
        }

        run.RunToEnd();

        Assert.Equal(Economies.Logs.Messages, run.Processed);
        Assert.Equal(0, run.Merge.OutOfTurn);
        Assert.Equal(whole.Decisions, run.Decisions);
        byte[] expected = whole.Save();
        Assert.True(expected.AsSpan().SequenceEqual(run.Save()), "expected the same bytes of the final state");
        Assert.True(waited > 0, "expected at least one save while messages waited in the merge");
        output.WriteLine($"{run.Processed} messages, {run.Decisions.Count} decisions, {expected.Length} bytes, {waited} of {restarts} saves with messages waiting");
    }

    [Fact]
    public void The_economy_fills_every_part_of_the_state()
    {
        DetectionRun whole = Economies.Undisturbed;
        Assert.Contains(whole.Decisions, d => d.Contains("\"status\":\"expired\"", StringComparison.Ordinal));
        Assert.Contains(whole.Decisions, d => d.Contains("\"episode\":2", StringComparison.Ordinal));
        Assert.Contains(whole.Decisions, d => d.Contains("\"detector\":\"ring\"", StringComparison.Ordinal));
        Assert.Contains(whole.Decisions, d => d.Contains("\"detector\":\"resale\"", StringComparison.Ordinal));
        Assert.InRange(whole.Detector.Counters.GraphEdges, 100, whole.Detector.Counters.Events / 3);
        Assert.True(whole.Detector.Counters.Duplicates > 0);
    }

    [Fact]
    public void Saving_changes_nothing_and_loading_gives_back_what_was_saved()
    {
        byte[] first = Economies.Undisturbed.Save();
        Assert.Equal(first, Economies.Undisturbed.Save());
        Assert.Equal(first, Economies.Undisturbed.Reloaded(first).Save());
    }

    [Fact]
    public void Event_ids_are_remembered_and_forgotten_as_if_nothing_had_happened()
    {
        const long Hour = 3_600_000;
        var random = new Random(5);
        var whole = new SeenEvents();
        var loaded = new SeenEvents();
        for (int i = 0; i < 120_000; i++)
        {
            if (i % 25_000 == 24_999)
            {
                loaded = Copied(loaded, new SeenEvents());
            }

            long clock = i / 50 * Hour;
            byte[] id = Encoding.UTF8.GetBytes($"event-{i - (random.Next(5) == 0 ? random.Next(60_000) : 0)}");
            ulong content = (ulong)random.Next(2);
            Assert.Equal(
                (whole.Admit(id, content, clock, out long expected), expected, whole.Count, whole.TextOf(i / 2)),
                (loaded.Admit(id, content, clock, out long found), found, loaded.Count, loaded.TextOf(i / 2)));
        }

        Assert.True(whole.Count < 60_000, $"expected ids to be forgotten, found {whole.Count}");
        Assert.Equal(BytesOf(whole), BytesOf(loaded));
    }

    [Fact]
    public void A_merge_remembers_its_clocks_and_what_came_out_of_turn()
    {
        var merge = new PartitionMerge();
        var loaded = new PartitionMerge();
        foreach (PartitionMerge one in new[] { merge, loaded })
        {
            one.Add(Topic.CoinEvents, 0);
            one.Add(Topic.CoinEvents, 1);
        }

        Take(merge, partition: 0, at: 500);
        Take(merge, partition: 1, at: 100);
        Assert.Equal(1, merge.OutOfTurn);
        loaded = Copied(merge, loaded);
        Assert.Equal(1, loaded.OutOfTurn);

        ParsedEvent next = Take(loaded, partition: 1, at: 50);
        Assert.Equal(100, next.PartitionClock);
        Assert.Equal(2, loaded.OutOfTurn);
        Assert.Equal(500, Take(loaded, partition: 0, at: 400).PartitionClock);
    }

    [Fact]
    public void A_merge_of_other_partitions_is_refused()
    {
        var saved = new PartitionMerge();
        saved.Add(Topic.CoinEvents, 0);
        StateFormatException refused = Assert.Throws<StateFormatException>(() => Copied(saved, new PartitionMerge()));
        Assert.Contains("expected 0 partitions, found 1", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Enqueues one message while the other partition is left out, and takes it.</summary>
    private static ParsedEvent Take(PartitionMerge merge, int partition, long at)
    {
        merge.Enqueue(new ParsedEvent { Position = new LogPosition(Topic.CoinEvents, partition, at), OccurredAt = at });
        merge.LeaveOut(Topic.CoinEvents, 1 - partition);
        Assert.True(merge.TryTake(out ParsedEvent taken));
        return taken;
    }

    private static T Copied<T>(T saved, T into)
        where T : ISavedState
    {
        using var bytes = new MemoryStream(BytesOf(saved));
        var reader = new StateReader(bytes);
        reader.Begin("part");
        into.Load(reader);
        reader.End();
        reader.Finish();
        return into;
    }

    private static byte[] BytesOf(ISavedState part)
    {
        using var bytes = new MemoryStream();
        var writer = new StateWriter(bytes);
        writer.Begin("part");
        part.Save(writer);
        writer.End();
        writer.Finish();
        return bytes.ToArray();
    }
}
