using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class EventLogsTests : IDisposable
{
    private readonly EventFolder _folder = new();
    private readonly List<RejectedLine> _rejected = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Events_are_dealt_by_their_key_and_merged_as_the_contract_says(int partitions)
    {
        Dictionary<Topic, EventObject[]> topics = RandomTopics(seed: 21, count: 3000);
        IReadOnlyList<string> expected = DealAndMerge(topics, partitions);
        string[] files = [.. topics.Select(t => _folder.Write($"{Topics.NameOf(t.Key)}.jsonl", t.Value))];

        Assert.Equal(expected, Ids(files, partitions));
        Assert.Equal(expected, Ids([.. files.Reverse()], partitions));
        Assert.Empty(_rejected);
    }

    [Fact]
    public void Cutting_and_mixing_files_changes_nothing_while_topics_keep_their_order()
    {
        Dictionary<Topic, EventObject[]> topics = RandomTopics(seed: 22, count: 4000);
        IReadOnlyList<string> expected = DealAndMerge(topics, partitions: 8);
        for (int seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            EventObject[] interleaved = [.. Interleave(topics, random)];
            int[] cuts = [0, .. Enumerable.Range(0, 5).Select(_ => random.Next(interleaved.Length)).Order(), interleaved.Length];
            string[] files = [.. cuts.Zip(cuts.Skip(1), (from, to) => _folder.Write($"{seed}-{from}{(from % 2 == 0 ? ".jsonl" : ".jsonl.gz")}", interleaved[from..to]))];
            Assert.Equal(expected, Ids(files, partitions: 8));
        }
    }

    [Fact]
    public void Topics_in_files_of_their_own_do_not_wait_in_memory_for_one_another()
    {
        var source = new RandomEvents(seed: 23);
        string coins = _folder.Write("coins.jsonl", Enumerable.Range(0, 20_000).Select(i => source.Next("coin.purchased", RandomEvents.Start + (i * 1000L), $"u{i % 977}")));
        string gifts = _folder.Write("gifts.jsonl", Enumerable.Range(0, 20_000).Select(i => source.Next("gift.sent", RandomEvents.Start + (i * 1000L), $"u{i % 977}")));

        foreach (string[] files in new[] { new[] { coins, gifts }, [gifts, coins] })
        {
            using EventLogs logs = Open(files, partitions: 8);
            int events = 0;
            while (logs.TryTake(out _))
            {
                events++;
            }

            Assert.Equal(40_000, events);
            Assert.InRange(logs.MostWaiting, 1, 1_000);
            Assert.Equal(0, logs.OutOfTurn);
            Assert.Equal(1.0, logs.Progress);
        }
    }

    [Fact]
    public void Ten_thousand_broken_lines_change_nothing_and_are_all_told_with_their_reason()
    {
        const int Seed = 24;
        Dictionary<Topic, EventObject[]> topics = RandomTopics(Seed, count: 6000);
        IReadOnlyList<string> expected = DealAndMerge(topics, partitions: 8);
        byte[][] broken = BrokenCopies(topics, Seed, count: 10_000);
        var random = new Random(Seed);

        var files = new List<string>();
        int used = 0;
        foreach ((Topic topic, EventObject[] events) in topics)
        {
            int share = topic == Topic.GiftEvents ? broken.Length - used : random.Next(broken.Length - used);
            byte[][] mixed = [.. Mix([.. events.Select(e => e.Utf8())], broken[used..(used + share)], random)];
            files.Add(_folder.Write($"{Topics.NameOf(topic)}.jsonl", mixed));
            used += share;
        }

        Assert.Equal(expected, Ids([.. files], partitions: 8));
        Assert.Equal(10_000, _rejected.Count);
        Assert.All(_rejected, line => Assert.Equal(SlowEventJudge.Judge(line.Bytes!).Reason, line.Rejection.Code));
        Dictionary<string, string[]> lines = files.ToDictionary(f => f, f => File.ReadAllText(f, Encoding.Latin1).Split('\n'));
        Assert.All(_rejected, line => Assert.Equal(lines[line.File][line.Line - 1], Encoding.Latin1.GetString(line.Bytes!)));
        Assert.Equal(
            broken.Select(Convert.ToHexString).Order(StringComparer.Ordinal),
            _rejected.Select(line => Convert.ToHexString(line.Bytes!)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_clock_that_is_ahead_is_rejected_with_its_place_and_moves_no_clock()
    {
        const long Week = 7L * 24 * 60 * 60 * 1000;
        var source = new RandomEvents(seed: 25);
        EventObject[] sane = [.. Enumerable.Range(0, 500).Select(i => source.Next("gift.sent", RandomEvents.Start + (i * 1000L), $"u{i % 7}"))];
        EventObject ahead = EventObject.Gift("ahead", RandomEvents.Start + Week, "u3", "c9");
        string clean = _folder.Write("clean.jsonl", sane);
        string dirty = _folder.Write("dirty.jsonl", [.. sane[..250], ahead, .. sane[250..]]);

        Assert.Equal(Ids([clean], partitions: 8), Ids([dirty], partitions: 8));
        RejectedLine line = Assert.Single(_rejected);
        Assert.Equal(("clock_ahead", 251L, Topic.GiftEvents), (line.Rejection.Code, line.Line, line.Topic));
        Assert.Equal(PartitionHash.Of("u3"u8, 8), line.Position!.Value.Partition);
        Assert.Equal(ahead.Utf8(), line.Bytes);
    }

    [Fact]
    public void A_line_that_is_no_event_belongs_to_the_topic_of_its_file_if_there_is_one()
    {
        EventObject gift = EventObject.Gift("g", RandomEvents.Start, "u1", "c1");
        EventObject coin = EventObject.Purchase("p", RandomEvents.Start, "u1");
        Ids(
            [
                _folder.WriteText("gifts.jsonl", $"{gift}\nx1\n"),
                _folder.WriteText("mixed.jsonl", $"{coin}\nx2\n{gift}\n"),
                _folder.WriteText("none.jsonl", "x3\n"),
                _folder.WriteText("huge.jsonl", new string('x', LineReader.LongestKept + 1)),
            ],
            partitions: 2);
        Assert.Equal(
            ["gifts.jsonl not_json GiftEvents", "huge.jsonl too_large ", "mixed.jsonl not_json ", "none.jsonl not_json "],
            _rejected.Select(r => $"{Path.GetFileName(r.File)} {r.Rejection.Code} {r.Topic}").Order(StringComparer.Ordinal));
        Assert.Equal(LineReader.LongestKept + 1, Assert.Single(_rejected, r => r.Bytes is null).Length);
    }

    [Fact]
    public void An_escaped_type_is_found_in_a_file_of_another_topic()
    {
        EventObject gift = EventObject.Gift("g", RandomEvents.Start, "u1", "c1").WithRaw("type", "\"gift\\u002esent\"");
        string file = _folder.Write("coins.jsonl", [EventObject.Purchase("p", RandomEvents.Start, "u1"), gift]);
        Assert.Equal(["p", "g"], Ids([file], partitions: 8));
    }

    [Fact]
    public void No_events_at_all_is_an_end_not_an_error()
    {
        Assert.Empty(Ids([_folder.WriteText("empty.jsonl", ""), _folder.WriteText("blank.jsonl", "\n\n")], partitions: 8));
        Assert.Empty(_rejected);
    }

    [Fact]
    public void A_missing_file_is_told_before_anything_is_processed()
    {
        string present = _folder.Write("a.jsonl", [EventObject.Gift("g", RandomEvents.Start, "u1", "c1")]);
        Assert.Throws<FileNotFoundException>(() => Open([present, _folder.PathOf("missing.jsonl")], partitions: 8));
    }

    private EventLogs Open(string[] files, int partitions) => EventLogs.Open(files, partitions, _rejected.Add, CancellationToken.None);

    private List<string> Ids(string[] files, int partitions)
    {
        using EventLogs logs = Open(files, partitions);
        var ids = new List<string>();
        while (logs.TryTake(out ParsedEvent next))
        {
            ids.Add(Encoding.UTF8.GetString(next.Text(TextField.EventId)));
        }

        Assert.Equal(0, logs.OutOfTurn);
        return ids;
    }

    /// <summary>Events of all topics with disorder within minutes, so that clocks tie and stand still.</summary>
    private static Dictionary<Topic, EventObject[]> RandomTopics(int seed, int count)
    {
        var source = new RandomEvents(seed);
        var topics = Topics.All.ToDictionary(t => t, _ => new List<EventObject>());
        for (int i = 0; i < count; i++)
        {
            EventObject next = source.Next(RandomEvents.Start + (i * 2000L) - (source.Random.Next(4) == 0 ? 1000L * source.Random.Next(300) : 0));
            topics[TopicOf(next)].Add(next);
        }

        return topics.ToDictionary(t => t.Key, t => t.Value.ToArray());
    }

    private static Topic TopicOf(EventObject next)
    {
        var parsed = new ParsedEvent();
        Assert.True(EventParser.TryParse(next.Utf8(), parsed), next.ToString());
        return Topics.Of(parsed.Type);
    }

    /// <summary>The order from its definition, all in memory.</summary>
    private static List<string> DealAndMerge(Dictionary<Topic, EventObject[]> topics, int partitions)
    {
        var logs = new Dictionary<(Topic Topic, int Partition), List<(string Id, long At)>>();
        var parsed = new ParsedEvent();
        foreach ((Topic topic, EventObject[] events) in topics)
        {
            foreach (EventObject next in events)
            {
                EventParser.TryParse(next.Utf8(), parsed);
                (Topic, int) key = (topic, PartitionHash.Of(parsed.Text(TextField.AccountId), partitions));
                logs.TryAdd(key, []);
                logs[key].Add((Encoding.UTF8.GetString(parsed.Text(TextField.EventId)), parsed.OccurredAt));
            }
        }

        IReadOnlyList<LogPosition> order = NaiveMerge.Order(logs.ToDictionary(l => l.Key, l => l.Value.Select(e => (long?)e.At).ToArray()));
        return [.. order.Select(p => logs[(p.Topic, p.Partition)][(int)p.Offset].Id)];
    }

    private static IEnumerable<EventObject> Interleave(Dictionary<Topic, EventObject[]> topics, Random random)
    {
        var left = topics.Values.Select(events => new Queue<EventObject>(events)).ToList();
        while (left.Count > 0)
        {
            int from = random.Next(left.Count);
            for (int run = random.Next(1, 200); run > 0 && left[from].Count > 0; run--)
            {
                yield return left[from].Dequeue();
            }

            left.RemoveAll(queue => queue.Count == 0);
        }
    }

    private static byte[][] BrokenCopies(Dictionary<Topic, EventObject[]> topics, int seed, int count)
    {
        var source = new RandomEvents(seed + 1000);
        EventObject[] all = [.. topics.Values.SelectMany(events => events)];
        var broken = new List<byte[]>();
        for (int i = 0; broken.Count < count; i++)
        {
            byte[] damaged = source.Damage(all[i % all.Length].Utf8());
            bool isLine = !damaged.Contains((byte)'\n') && !damaged.Contains((byte)'\r') && !Encoding.Latin1.GetString(damaged).Trim(' ', '\t').Equals("", StringComparison.Ordinal);
            if (isLine && SlowEventJudge.Judge(damaged).Reason != "none")
            {
                broken.Add(damaged);
            }
        }

        return [.. broken];
    }

    private static IEnumerable<byte[]> Mix(byte[][] clean, byte[][] broken, Random random)
    {
        int nextClean = 0;
        int nextBroken = 0;
        while (nextClean < clean.Length || nextBroken < broken.Length)
        {
            bool takeClean = random.Next(clean.Length - nextClean + broken.Length - nextBroken) < clean.Length - nextClean;
            yield return takeClean ? clean[nextClean++] : broken[nextBroken++];
        }
    }
}
