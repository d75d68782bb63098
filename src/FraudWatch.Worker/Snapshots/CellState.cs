using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.State;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;

namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// All that a cell knows between two messages: the detector, the merge's clocks, and how far each partition is processed.
/// The cut: what waits in the merge is not part of it and is read again, so state, offsets and the rest of the log give
/// what an undisturbed run gives. Owned by the detection thread.
/// </summary>
internal sealed class CellState
{
    /// <summary>More than any topic has: a file that claims it is not to be believed.</summary>
    private const int MostPartitions = 1 << 16;

    /// <summary>Stands for the offset of a message that there is not.</summary>
    public const long NoMessage = -1;

    private const string HeadSection = "cell";
    private const string MergeSection = "merge";

    /// <summary>A cell that has seen nothing.</summary>
    public CellState(CellLayout layout, FraudDetector detector)
    {
        Layout = layout;
        Detector = detector;
        Processed = new long[layout.Slots];
        LastOffset = new long[layout.Slots];
        LastHash = new ulong[layout.Slots];
        Array.Fill(LastOffset, NoMessage);
        for (int slot = 0; slot < layout.Slots; slot++)
        {
            (Topic topic, int partition) = layout.At(slot);
            Merge.Add(topic, partition);
        }
    }

    public CellLayout Layout { get; }

    public FraudDetector Detector { get; }

    public PartitionMerge Merge { get; } = new();

    /// <summary>Next offset to process, by slot.</summary>
    public long[] Processed { get; }

    /// <summary>Offset of the last message processed, by slot; <see cref="NoMessage"/> before the first. Markers of transactions may lie behind it.</summary>
    public long[] LastOffset { get; }

    /// <summary>Hash of that message's bytes, by slot: tells the log that this state comes from.</summary>
    public ulong[] LastHash { get; }

    /// <summary>Messages processed since the start of the log, valid or not.</summary>
    public long Messages { get; set; }

    public long Rejected { get; set; }

    /// <summary>Models, policy and features that judged when the state was saved, in words; empty for a new one.</summary>
    public string JudgedBy { get; private init; } = "";

    /// <summary>Models, policy and features of a setup, in words.</summary>
    public static string Judges(DetectorSetup setup) =>
        $"policy {setup.Policy.Version}, {setup.RingModel?.Id.ToString() ?? "no ring model"}, {setup.ResaleModel?.Id.ToString() ?? "no resale model"}, "
        + $"{FeatureVector.Count} features, a window of {TimeSpan.FromMilliseconds(setup.GraphWindow)}";

    /// <summary>Messages before this one are lost: it goes on without them.</summary>
    public void BeginAt(int slot, long offset) => (Processed[slot], LastOffset[slot], LastHash[slot]) = (offset, NoMessage, 0);

    /// <summary>Writes everything. Returns the checksum of the detector's state.</summary>
    public ulong Save(StateWriter to, string cell, long epoch)
    {
        to.Begin(HeadSection);
        to.Text(cell);
        to.Number(epoch);
        to.Text(Judges(Detector.Setup));
        to.Count(Layout.Partitions);
        to.Memory<long>(Processed);
        to.Memory<long>(LastOffset);
        to.Memory<ulong>(LastHash);
        to.Number(Messages);
        to.Number(Rejected);
        to.End();
        to.Begin(MergeSection);
        Merge.Save(to);
        to.End();
        ulong checksum = Detector.Save(to);
        to.Finish();
        return checksum;
    }

    /// <summary>
    /// The state that <see cref="Save"/> wrote to a file, judged by <paramref name="setup"/> from here on. The accounts are half of
    /// it, so they are read beside the rest.
    /// </summary>
    /// <exception cref="StateFormatException">It is damaged, or another cell's; says which.</exception>
    public static CellState Load(string path, DetectorSetup setup, string cell)
    {
        using FileStream rest = Open(path);
        var reader = new StateReader(rest);
        (CellState head, string judges) = LoadHead(reader, cell, setup);
        var detector = new FraudDetector(setup);
        var accounts = Task.Run(() => LoadAccounts(path, detector));
        try
        {
            detector.LoadShare(reader, section => section != FraudDetector.AccountsSection);
            reader.Finish();
        }
        finally
        {
            // Whatever became of the rest: who comes next finds nobody at work on this file.
            Task.WhenAny(accounts).Wait();
        }

        accounts.GetAwaiter().GetResult();
        return new CellState(head, detector, judges);
    }

    private static void LoadAccounts(string path, FraudDetector detector)
    {
        using FileStream file = Open(path);
        var reader = new StateReader(file);
        reader.Skip(HeadSection);
        reader.Skip(MergeSection);
        detector.LoadShare(reader, section => section == FraudDetector.AccountsSection);
        reader.Finish();
    }

    /// <summary>Without a buffer: a block is read in one piece, and a skipped one not at all.</summary>
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private static (CellState Head, string Judges) LoadHead(StateReader from, string cell, DetectorSetup setup)
    {
        from.Begin(HeadSection);
        (CellLayout layout, string judges) = LoadLayout(from, cell);
        var head = new CellState(layout, new FraudDetector(setup));
        from.Memory(head.Processed.AsSpan());
        from.Memory(head.LastOffset.AsSpan());
        from.Memory(head.LastHash.AsSpan());
        (head.Messages, head.Rejected) = (from.Number(), from.Number());
        from.End();
        from.Begin(MergeSection);
        head.Merge.Load(from);
        from.End();
        return (head, judges);
    }

    private static (CellLayout Layout, string Judges) LoadLayout(StateReader from, string cell)
    {
        Require(from.Text(), cell, "cell");
        _ = from.Number();
        string judges = from.Text();
        int partitions = from.Count(MostPartitions);
        return partitions > 0 ? (new CellLayout(partitions), judges) : throw from.Damaged("expected a cell of at least one partition, found none");
    }

    /// <summary>Checks that a start can go on from here: decisions on messages between the record and a state ahead of it would be lost.</summary>
    /// <exception cref="StateFormatException">The topics have fewer partitions, or the state is ahead of what Postgres holds.</exception>
    public void RequireBehind(CellStart start) => RequireBehind(Layout, Processed, start);

    /// <summary>The same of a file, of which only the head is read.</summary>
    /// <exception cref="StateFormatException">As above; or the head is damaged, or another cell's.</exception>
    public static void RequireBehind(string path, CellStart start)
    {
        using FileStream file = Open(path);
        var reader = new StateReader(file);
        reader.Begin(HeadSection);
        (CellLayout layout, _) = LoadLayout(reader, start.Cell);
        long[] processed = new long[layout.Slots];
        reader.Memory(processed.AsSpan());
        RequireBehind(layout, processed, start);
    }

    private static void RequireBehind(CellLayout layout, long[] processed, CellStart start)
    {
        if (layout.Partitions > start.Layout.Partitions)
        {
            throw new StateFormatException("cell", $"expected at most {start.Layout.Partitions} partitions, as the topics have, found {layout.Partitions}");
        }

        for (int slot = 0; slot < processed.Length; slot++)
        {
            (Topic topic, int partition) = layout.At(slot);
            long committed = start.Committed[start.Layout.SlotOf(topic, partition)];
            if (processed[slot] > committed)
            {
                throw new StateFormatException(
                    "cell",
                    $"expected at most offset {committed} of {layout.NameOf(slot)}, which is what the database holds, found {processed[slot]}");
            }
        }
    }

    /// <summary>What the record holds beyond this state is to be processed in the order in which it was decided on.</summary>
    /// <param name="committed">Next offsets that Postgres holds, by slot.</param>
    /// <param name="turns">The late turns that it holds.</param>
    public void Repeat(IReadOnlyList<long> committed, IReadOnlyList<LateTurn> turns)
    {
        Merge.Repeat(
            Enumerable.Range(0, Layout.Slots).Select(slot =>
            {
                (Topic topic, int partition) = Layout.At(slot);
                return (topic, partition, Processed[slot], committed[slot]);
            }),
            turns);
    }

    /// <summary>The same state for topics that have been given more partitions: those begin at their first messages. This one is not to be used any more.</summary>
    public CellState WidenedTo(CellLayout wider) => wider.Partitions == Layout.Partitions ? this : new CellState(this, wider);

    private CellState(CellState narrow, CellLayout wider)
        : this(wider, narrow.Detector)
    {
        Merge = narrow.Merge;
        (Messages, Rejected, JudgedBy) = (narrow.Messages, narrow.Rejected, narrow.JudgedBy);
        for (int slot = 0; slot < wider.Slots; slot++)
        {
            (Topic topic, int partition) = wider.At(slot);
            if (partition >= narrow.Layout.Partitions)
            {
                Merge.Add(topic, partition);
                continue;
            }

            int before = narrow.Layout.SlotOf(topic, partition);
            (Processed[slot], LastOffset[slot], LastHash[slot]) = (narrow.Processed[before], narrow.LastOffset[before], narrow.LastHash[before]);
        }
    }

    private CellState(CellState head, FraudDetector detector, string judges)
    {
        (Layout, Merge, Processed) = (head.Layout, head.Merge, head.Processed);
        (LastOffset, LastHash) = (head.LastOffset, head.LastHash);
        (Messages, Rejected, Detector, JudgedBy) = (head.Messages, head.Rejected, detector, judges);
    }

    private static void Require<T>(T found, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
        {
            throw new StateFormatException("cell", $"expected {what} {expected}, found {found}: it is another cell's");
        }
    }
}
