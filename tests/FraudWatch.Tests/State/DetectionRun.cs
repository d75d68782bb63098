using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;

namespace FraudWatch.Tests.State;

/// <summary>
/// A merge and a detector on logs in memory, read ahead by random portions, that can stop between any two messages, be
/// saved, and go on from the saved bytes: a worker without threads, broker and database.
/// </summary>
internal sealed class DetectionRun
{
    private readonly DetectorSetup _setup;
    private readonly EventLogsInMemory _logs;
    private readonly Random _random;
    private readonly PartitionMerge _merge = new();
    private readonly long[] _read;
    private readonly long[] _processed;
    private readonly List<Decision> _decided = [];

    public DetectionRun(DetectorSetup setup, EventLogsInMemory logs, Random random)
        : this(setup, logs, random, new long[logs.Slots]) => Detector = new FraudDetector(setup);

    private DetectionRun(DetectorSetup setup, EventLogsInMemory logs, Random random, long[] processed)
    {
        (_setup, _logs, _random, _processed) = (setup, logs, random, processed);
        _read = [.. processed];
        for (int slot = 0; slot < logs.Slots; slot++)
        {
            (Topic topic, int partition) = logs.At(slot);
            _merge.Add(topic, partition);
        }

        Detector = null!;
    }

    public FraudDetector Detector { get; private set; }

    public PartitionMerge Merge => _merge;

    /// <summary>Everything decided, by whichever of the runs that followed one another, as it goes out.</summary>
    public List<string> Decisions { get; private init; } = [];

    public long Processed => _processed.Sum();

    /// <summary>Goes on until so many messages are processed, or all.</summary>
    public void RunTo(long messages)
    {
        while (Processed < messages && Step())
        {
        }
    }

    public void RunToEnd() => RunTo(long.MaxValue);

    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        var writer = new StateWriter(bytes);
        writer.Begin("merge");
        _merge.Save(writer);
        writer.End();
        Detector.Save(writer);
        writer.Finish();
        return bytes.ToArray();
    }

    /// <summary>A new run with nothing but the bytes and the offsets.</summary>
    public DetectionRun Reloaded(byte[] saved) => Reloaded(saved, _setup);

    /// <summary>The same, judged by others from here on.</summary>
    public DetectionRun Reloaded(byte[] saved, DetectorSetup setup)
    {
        var run = new DetectionRun(setup, _logs, _random, [.. _processed]) { Decisions = Decisions };
        using var bytes = new MemoryStream(saved);
        var reader = new StateReader(bytes);
        reader.Begin("merge");
        run._merge.Load(reader);
        reader.End();
        run.Detector = FraudDetector.Load(setup, reader);
        reader.Finish();
        return run;
    }

    private bool Step()
    {
        if (_random.Next(8) == 0)
        {
            ReadAhead(_random.Next(_logs.Slots), _random.Next(1, 30));
        }

        ParsedEvent next;
        while (!_merge.TryTake(out next))
        {
            if (!ReadWaitedFor())
            {
                return false;
            }
        }

        _processed[_logs.SlotOf(next.Position)] = next.Position.Offset + 1;
        Detector.Process(next, _decided);
        Decisions.AddRange(_decided.Select(d => $"{DecisionText.Of(d)}"));
        _decided.Clear();
        return true;
    }

    private bool ReadWaitedFor()
    {
        bool moved = false;
        for (int slot = 0; slot < _logs.Slots; slot++)
        {
            (Topic topic, int partition) = _logs.At(slot);
            if (_merge.IsWaitedFor(topic, partition))
            {
                moved = true;
                ReadAhead(slot, 1);
                if (_merge.IsWaitedFor(topic, partition))
                {
                    _merge.LeaveOut(topic, partition);
                }
            }
        }

        return moved && _merge.Waiting > 0;
    }

    private void ReadAhead(int slot, int messages)
    {
        for (; messages > 0 && _read[slot] < _logs.LengthOf(slot); messages--)
        {
            _merge.Enqueue(_logs.Read(slot, _read[slot]++));
        }
    }
}
