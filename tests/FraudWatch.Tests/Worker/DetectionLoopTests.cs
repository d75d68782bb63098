using System.Text;
using System.Threading.Channels;
using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FraudWatch.Tests.Worker;

/// <summary>Merge, mute and batching, driven without threads, broker or database.</summary>
public sealed class DetectionLoopTests : IDisposable
{
    private static readonly CellLayout Layout = new(Partitions: 2);
    private static readonly int[] AllSlots = [.. Enumerable.Range(0, Layout.Slots)];

    private readonly StillTime _time = new();
    private readonly WorkerProgress _progress = new();
    private readonly FraudWatchMetrics _metrics;
    private readonly long[] _next = new long[Layout.Slots];

    public DetectionLoopTests() => _metrics = new FraudWatchMetrics(_progress);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void Offsets_stand_for_exactly_what_was_processed()
    {
        List<DecidedBatch> batches = Run(new long[Layout.Slots], batchEvents: 1000, Gift(0, 10), Gift(1, 20), Idle(AllSlots));

        DecidedBatch batch = Assert.Single(batches);
        Assert.Equal(2, batch.Events);
        Assert.Equal(1, batch.NextOffsets[Layout.SlotOf(Topic.GiftEvents, 0)]);
        Assert.Equal(1, batch.NextOffsets[Layout.SlotOf(Topic.GiftEvents, 1)]);
        Assert.Equal(0, batch.NextOffsets[Layout.SlotOf(Topic.CoinEvents, 0)]);
    }

    [Fact]
    public void A_partition_that_is_waited_for_holds_up_the_others_until_it_is_idle()
    {
        Assert.Empty(Run(new long[Layout.Slots], batchEvents: 1000, Gift(0, 10), Idle([0, 1, 2, 3])));
        Array.Clear(_next);
        Assert.Single(Run(new long[Layout.Slots], batchEvents: 1000, Gift(0, 10), Idle(AllSlots)));
    }

    [Fact]
    public void An_idle_partition_with_messages_again_is_waited_for_again()
    {
        int other = Layout.SlotOf(Topic.GiftEvents, 1);
        List<DecidedBatch> batches = Run(
            new long[Layout.Slots], batchEvents: 1, Idle(AllSlots), Gift(1, 5), Gift(0, 10), Idle([.. AllSlots.Where(slot => slot != other)]));

        Assert.Equal(1, batches.Sum(batch => batch.Events));
        Assert.Equal(1, batches[^1].NextOffsets[other]);
    }

    [Fact]
    public void Messages_that_Postgres_holds_rebuild_the_state_and_are_not_written()
    {
        long[] committed = new long[Layout.Slots];
        committed[Layout.SlotOf(Topic.GiftEvents, 0)] = 2;
        List<DecidedBatch> batches = Run(committed, batchEvents: 1000, Gift(0, 10), Broken(0), Gift(0, 20), Idle(AllSlots));

        DecidedBatch batch = Assert.Single(batches);
        Assert.Equal(1, batch.Events);
        Assert.Empty(batch.DeadLetters);
        Assert.Equal(3, batch.NextOffsets[Layout.SlotOf(Topic.GiftEvents, 0)]);
        Assert.Equal(2, batch.Counters["events"]);
        Assert.Equal(2, _progress.Muted);
    }

    [Fact]
    public void A_rejected_message_keeps_its_place_and_becomes_a_dead_letter()
    {
        List<DecidedBatch> batches = Run(new long[Layout.Slots], batchEvents: 1000, Gift(0, 10), Broken(0), Gift(0, 20), Idle(AllSlots));

        DeadLetter letter = Assert.Single(Assert.Single(batches).DeadLetters);
        Assert.Equal(new LogPosition(Topic.GiftEvents, 0, 1), letter.Position);
        Assert.Equal(RejectReason.NotJson, letter.Rejection.Reason);
        Assert.Equal("broken", Encoding.UTF8.GetString(letter.Bytes!));
    }

    [Fact]
    public void Batches_of_any_size_hold_the_same_messages()
    {
        Step[] steps = [.. Enumerable.Range(0, 50).Select(i => Gift(i % 2, i)), Idle(AllSlots)];
        foreach (int size in new[] { 1, 7, 1000 })
        {
            Array.Clear(_next);
            List<DecidedBatch> batches = Run(new long[Layout.Slots], size, steps);

            Assert.Equal(50, batches.Sum(batch => batch.Events));
            Assert.Equal(25, batches[^1].NextOffsets[Layout.SlotOf(Topic.GiftEvents, 0)]);
            Assert.Equal(50, batches[^1].Counters["events"]);
            Assert.All(batches, batch => Assert.InRange(batch.Events, 1, size));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void What_a_batch_stands_for_is_shown_before_it_can_be_committed(int batchEvents)
    {
        var shown = new List<(long Events, long Rejected)>();
        List<DecidedBatch> batches = [];
        Drive(
            new HandedOn(batch =>
            {
                batches.Add(batch);
                shown.Add((_progress.Events, _progress.Rejected));
            }),
            new long[Layout.Slots],
            batchEvents,
            Gift(0, 10),
            Broken(0),
            Idle(AllSlots));

        Assert.Equal(batches.Select(batch => (batch.Counters["messages"], batch.Counters["rejected"])), shown);
        Assert.Equal((2, 1), shown[^1]);
    }

    [Fact]
    public void Markers_of_transactions_behind_the_last_message_move_the_offset_to_the_end()
    {
        int slot = Layout.SlotOf(Topic.GiftEvents, 0);
        List<DecidedBatch> batches = Run(new long[Layout.Slots], batchEvents: 1000, Gift(0, 10), Idle(AllSlots), End(slot, 2));

        Assert.Equal(2, batches[^1].NextOffsets[slot]);
        Assert.Equal(2, _progress.Processed[slot]);
        Assert.Equal(1, batches.Sum(batch => batch.Events));
    }

    [Fact]
    public void A_log_of_markers_alone_moves_its_offset_in_a_batch_of_its_own()
    {
        int slot = Layout.SlotOf(Topic.CoinEvents, 1);
        DecidedBatch batch = Assert.Single(Run(new long[Layout.Slots], batchEvents: 1000, End(slot, 5)));

        Assert.Equal(5, batch.NextOffsets[slot]);
        Assert.Equal(0, batch.Events);
    }

    [Fact]
    public void An_end_waits_for_the_messages_before_it()
    {
        int slot = Layout.SlotOf(Topic.GiftEvents, 0);
        Assert.Empty(Run(new long[Layout.Slots], batchEvents: 1000, Gift(0, 10), End(slot, 2)));
        Assert.Equal(0, _progress.Processed[slot]);
    }

    private List<DecidedBatch> Run(long[] committed, int batchEvents, params Step[] steps)
    {
        List<DecidedBatch> batches = [];
        Drive(new HandedOn(batches.Add), committed, batchEvents, steps);
        return batches;
    }

    private void Drive(ChannelWriter<DecidedBatch> decided, long[] committed, int batchEvents, params Step[] steps)
    {
        var flow = new EventFlow(new ParsedEventPool(), new PartitionBacklog(Layout.Slots, 100));
        var start = new CellStart(Layout, 1, committed, "main");
        _progress.Begin(start, new long[Layout.Slots], new long[Layout.Slots]);
        var detector = new FraudDetector(new DetectorSetup { Policy = ModelFolder.LoadPolicy(Installation.Models), RingModel = null, ResaleModel = null });
        var options = new PipelineOptions { BatchEvents = batchEvents };
        var loop = new DetectionLoop(new CellState(Layout, detector), start, options, flow, new Instruments(_progress, _metrics, NullLoggerFactory.Instance, _time));
        var read = Channel.CreateUnbounded<ReadBatch>();
        foreach (Step step in steps)
        {
            read.Writer.TryWrite(BatchOf(step));
        }

        read.Writer.Complete();
        loop.Run(read.Reader, decided, _ => { }, CancellationToken.None);
    }

    private ReadBatch BatchOf(Step step)
    {
        var batch = new ReadBatch();
        batch.Idle.AddRange(step.Idle);
        batch.Ends.AddRange(step.Ends);
        if (step.Message.Length > 0)
        {
            var message = new ParsedEvent();
            EventParser.TryParse(Encoding.UTF8.GetBytes(step.Message), message);
            message.Position = new LogPosition(Topic.GiftEvents, step.Partition, _next[Layout.SlotOf(Topic.GiftEvents, step.Partition)]++);
            batch.Messages.Add(message);
        }

        return batch;
    }

    private static Step Gift(int partition, int second) => new(
        partition,
        $$"""{"event_id":"e{{partition}}-{{second}}","type":"gift.sent","occurred_at":"{{WireTime.Format(1_700_000_000_000 + (second * 1000L))}}","account_id":"a","recipient_id":"b","gift_id":"g","quantity":1,"coins":5,"diamonds":2}""",
        []);

    private static Step Broken(int partition) => new(partition, "broken", []);

    private static Step Idle(int[] slots) => new(0, "", slots);

    /// <summary>The writer's queue, as the detection thread sees it.</summary>
    private sealed class HandedOn(Action<DecidedBatch> take) : ChannelWriter<DecidedBatch>
    {
        public override bool TryWrite(DecidedBatch item)
        {
            take(item);
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

        public override bool TryComplete(Exception? error = null) => true;
    }

    private static Step End(int slot, long end) => new(0, "", []) { Ends = [(slot, end)] };

    private sealed record Step(int Partition, string Message, int[] Idle)
    {
        public (int Slot, long End)[] Ends { get; init; } = [];
    }
}
