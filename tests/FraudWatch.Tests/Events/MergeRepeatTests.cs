using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;
using Xunit;

namespace FraudWatch.Tests.Events;

/// <summary>
/// Partitions that come late, in every way that a seed thinks of: what was taken is what the recorded turns give again, by the slow rule
/// on the whole logs, by the merge itself, and through kills at any message with or without a saved state.
/// </summary>
public sealed class MergeRepeatTests
{
    private const int Rounds = 400;

    [Fact]
    public void The_turns_and_the_logs_give_the_order_again_by_the_slow_rule_and_by_the_merge()
    {
        long late = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var logs = new RandomLogs(random);
            var run = new Run(logs, random);
            run.TakeAll();
            late += run.Merge.OutOfTurn;
            List<LateTurn> turns = LateTurnBytes.Read(LateTurnBytes.Write(run.Turns));
            Assert.Equal(run.Turns, turns);
            Assert.True(logs.SlowOrder(turns).SequenceEqual(run.Events), $"seed {seed}: the slow rule");

            var again = new Run(logs, random) { LeavesOut = false };
            again.Merge.Repeat([], turns);
            again.TakeAll();
            Assert.True(again.Events.SequenceEqual(run.Events), $"seed {seed}: the merge");
            Assert.Equal((0, run.Merge.OutOfTurn), (again.Merge.TurnsNotKept, again.Merge.OutOfTurn));
        }

        Assert.InRange(late, 10 * Rounds, long.MaxValue);
    }

    [Fact]
    public void By_numbers_of_events_files_without_the_rejected_messages_give_the_order_too()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var logs = new RandomLogs(random);
            var run = new Run(logs, random);
            run.TakeAll();
            RandomLogs files = logs.WithoutRejected();
            var again = new Run(files, random) { LeavesOut = false };
            again.Merge.Repeat([], run.Turns.Select(turn => turn.ByEvents));
            again.TakeAll();
            Assert.True(again.Events.SequenceEqual(run.Events.Select(logs.ByEvents)), $"seed {seed}");
            Assert.Equal(0, again.Merge.TurnsNotKept);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_kills_what_was_decided_on_is_taken_in_the_same_order_and_what_follows_is_recorded(bool withSnapshot)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var logs = new RandomLogs(random);
            var record = new List<LogPosition>();
            var turns = new List<LateTurn>();
            byte[]? saved = null;
            var from = new Dictionary<(Topic, int), long>();
            while (record.Count < logs.Events)
            {
                // A worker that starts where the last saved state ends, and repeats up to what is on record.
                var run = new Run(logs, random);
                Dictionary<(Topic, int), long> committed = logs.OffsetsAfter(record);
                int begun = run.Start(saved, from, committed, turns, record);
                int goal = random.Next(record.Count, logs.Events + 1);
                while (begun + run.Events.Count < goal && run.Take())
                {
                    if (withSnapshot && !run.Merge.IsRepeating && random.Next(20) == 0)
                    {
                        // What is saved is on record by then; so are its turns.
                        (saved, from) = (run.Save(), run.Next());
                        record = [.. record.Take(begun), .. run.Events];
                        run.Merge.TakeLateTurns(turns);
                    }
                }

                Assert.True(
                    record.Skip(begun).SequenceEqual(run.Events.Take(record.Count - begun)),
                    $"seed {seed}: the order on record is not the order taken again");
                Assert.False(run.Events.Count > record.Count - begun && run.Merge.IsRepeating, $"seed {seed}: new events while repeating");

                // Killed: of what was taken beyond the record, a part is written, with the turns noted up to then.
                if (begun + run.Events.Count > record.Count && random.Next(3) > 0)
                {
                    record = [.. record.Take(begun), .. run.Events];
                    run.Merge.TakeLateTurns(turns);
                }
            }

            Assert.True(logs.SlowOrder(turns).SequenceEqual(record), $"seed {seed}: the whole record");
        }
    }

    [Fact]
    public void Turns_of_other_logs_are_not_kept_and_hold_nothing_up()
    {
        var random = new Random(3);
        var logs = new RandomLogs(random);
        var run = new Run(logs, random) { LeavesOut = false };
        LogPosition last = logs.SlowOrder([])[^1];
        run.Merge.Repeat([], [new LateTurn(logs.SlowOrder([])[0], 0, last with { Offset = last.Offset + 1 }, 0)]);
        run.TakeAll();
        Assert.Equal((logs.Events, 1), (run.Events.Count, run.Merge.TurnsNotKept));
    }

    [Fact]
    public void Bytes_that_end_within_a_turn_are_refused() =>
        Assert.Throws<FormatException>(() => LateTurnBytes.Read(LateTurnBytes.Write([new LateTurn(default, 0, new LogPosition(Topic.GiftEvents, 7, 1 << 30), 5)]).AsSpan()[..^1]));

    /// <summary>Some partitions of each topic with times that mostly rise; null stands for a rejected message.</summary>
    private sealed class RandomLogs
    {
        private readonly Dictionary<(Topic Topic, int Partition), long?[]> _times = [];

        public RandomLogs(Random random)
        {
            foreach (Topic topic in Topics.All)
            {
                for (int partition = random.Next(1, 4); partition > 0; partition--)
                {
                    long at = random.Next(20);
                    _times[(topic, partition)] = [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(8) == 0 ? (long?)null : at += random.Next(-3, 9))];
                }
            }
        }

        private RandomLogs(RandomLogs whole) => _times = whole._times.ToDictionary(log => log.Key, log => log.Value.Where(at => at is not null).ToArray());

        public IEnumerable<(Topic Topic, int Partition)> Partitions => _times.Keys;

        public int Events => _times.Values.Sum(times => times.Count(at => at is not null));

        public RandomLogs WithoutRejected() => new(this);

        public LogPosition ByEvents(LogPosition place) =>
            place with { Offset = _times[(place.Topic, place.Partition)].Take((int)place.Offset).Count(at => at is not null) };

        public ParsedEvent? Read((Topic Topic, int Partition) log, long offset) => offset >= _times[log].Length ? null : new ParsedEvent
        {
            Position = new LogPosition(log.Topic, log.Partition, offset),
            OccurredAt = _times[log][offset] ?? 0,
            Rejection = _times[log][offset] is null ? new Rejection(RejectReason.NotJson, "") : Rejection.None,
        };

        /// <summary>Offsets after the last of these events, rejected messages before each counted with it.</summary>
        public Dictionary<(Topic, int), long> OffsetsAfter(IEnumerable<LogPosition> events) =>
            events.GroupBy(e => (e.Topic, e.Partition)).ToDictionary(g => g.Key, g => g.Max(e => e.Offset) + 1);

        /// <summary>The rule read aloud: the least of all next messages but those that wait for a turn.</summary>
        public List<LogPosition> SlowOrder(IReadOnlyList<LateTurn> turns)
        {
            var next = _times.Keys.ToDictionary(key => key, _ => 0);
            var order = new List<LogPosition>();
            while (true)
            {
                var choice = next.Where(n => n.Value < _times[n.Key].Length)
                    .Where(n => turns.All(t => (t.Message.Topic, t.Message.Partition) != n.Key || t.Message.Offset != n.Value
                        || next[(t.After.Topic, t.After.Partition)] > t.After.Offset))
                    .Select(n => (Clock: ClockAt(n.Key, n.Value), Place: new LogPosition(n.Key.Topic, n.Key.Partition, n.Value)))
                    .OrderBy(c => c.Clock).ThenBy(c => c.Place.Topic).ThenBy(c => c.Place.Partition).ThenBy(c => c.Place.Offset)
                    .ToList();
                if (choice.Count == 0)
                {
                    return order;
                }

                LogPosition taken = choice[0].Place;
                next[(taken.Topic, taken.Partition)]++;
                if (_times[(taken.Topic, taken.Partition)][taken.Offset] is not null)
                {
                    order.Add(taken);
                }
            }
        }

        private long ClockAt((Topic, int) log, int offset) => _times[log].Take(offset + 1).Max() ?? long.MinValue;
    }

    /// <summary>A merge on these logs, read in random portions, with partitions left out at random.</summary>
    private sealed class Run
    {
        private readonly RandomLogs _logs;
        private readonly Random _random;
        private readonly Dictionary<(Topic Topic, int Partition), long> _read;
        private readonly Dictionary<(Topic Topic, int Partition), long> _next;
        private readonly List<LateTurn> _turns = [];

        public Run(RandomLogs logs, Random random)
        {
            (_logs, _random) = (logs, random);
            _read = logs.Partitions.ToDictionary(key => key, _ => 0L);
            _next = logs.Partitions.ToDictionary(key => key, _ => 0L);
            foreach ((Topic topic, int partition) in logs.Partitions)
            {
                Merge.Add(topic, partition);
            }
        }

        public PartitionMerge Merge { get; } = new();

        public bool LeavesOut { get; init; } = true;

        public List<LogPosition> Events { get; } = [];

        public List<LateTurn> Turns
        {
            get
            {
                Merge.TakeLateTurns(_turns);
                return _turns;
            }
        }

        /// <returns>How many events of the record lie before the saved state.</returns>
        public int Start(
            byte[]? saved, Dictionary<(Topic, int), long> from, Dictionary<(Topic, int), long> committed, IReadOnlyList<LateTurn> turns, List<LogPosition> record)
        {
            if (saved is not null)
            {
                using var bytes = new MemoryStream(saved);
                var reader = new StateReader(bytes);
                reader.Begin("merge");
                Merge.Load(reader);
                reader.End();
                reader.Finish();
                foreach ((Topic, int) key in _logs.Partitions)
                {
                    _read[key] = _next[key] = from[key];
                }
            }

            Merge.Repeat(_logs.Partitions.Select(key => (key.Topic, key.Partition, _next[key], Math.Max(_next[key], committed.GetValueOrDefault(key)))), turns);
            return record.Count(e => e.Offset < _next[(e.Topic, e.Partition)]);
        }

        public Dictionary<(Topic, int), long> Next() => new(_next);

        public byte[] Save()
        {
            using var bytes = new MemoryStream();
            var writer = new StateWriter(bytes);
            writer.Begin("merge");
            Merge.Save(writer);
            writer.End();
            writer.Finish();
            return bytes.ToArray();
        }

        public void TakeAll()
        {
            while (Take())
            {
            }
        }

        /// <summary>The next event; false when all is taken.</summary>
        public bool Take()
        {
            (Topic Topic, int Partition)[] keys = [.. _logs.Partitions];
            while (_next.Any(n => _logs.Read(n.Key, n.Value) is not null))
            {
                (Topic Topic, int Partition) key = keys[_random.Next(keys.Length)];
                if (_random.Next(3) > 0 && _logs.Read(key, _read[key]) is ParsedEvent message)
                {
                    _read[key]++;
                    Merge.Enqueue(message);
                }
                else if (_logs.Read(key, _read[key]) is null || (LeavesOut && !Merge.IsRepeating && _random.Next(2) == 0))
                {
                    Merge.LeaveOut(key.Topic, key.Partition);
                }

                if (Merge.TryTake(out ParsedEvent taken))
                {
                    _next[(taken.Position.Topic, taken.Position.Partition)] = taken.Position.Offset + 1;
                    if (!taken.Rejection.IsRejected)
                    {
                        Events.Add(taken.Position);
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
