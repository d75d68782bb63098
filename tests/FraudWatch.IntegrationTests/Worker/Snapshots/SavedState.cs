using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;

namespace FraudWatch.IntegrationTests.Worker.Snapshots;

/// <summary>What a worker's snapshot file holds, read without the worker: the offsets by partition name, and the detector's state as bytes.</summary>
internal sealed record SavedState(IReadOnlyDictionary<string, long> Offsets, long Messages, byte[] Detector)
{
    public static SavedState Read(string path, DetectorSetup setup)
    {
        using FileStream file = File.OpenRead(path);
        var from = new StateReader(file);
        from.Begin("cell");
        _ = (from.Text(), from.Number(), from.Text());
        int partitions = from.Count();
        long[] offsets = new long[partitions * Topics.All.Count];
        from.Memory(offsets.AsSpan());
        from.Memory(new long[offsets.Length].AsSpan());
        from.Memory(new ulong[offsets.Length].AsSpan());
        (long messages, _) = (from.Number(), from.Number());
        from.End();
        var merge = new PartitionMerge();
        foreach (Topic topic in Topics.All)
        {
            for (int partition = 0; partition < partitions; partition++)
            {
                merge.Add(topic, partition);
            }
        }

        from.Begin("merge");
        merge.Load(from);
        from.End();
        var detector = FraudDetector.Load(setup, from);
        from.Finish();
        return new SavedState(
            Topics.All.SelectMany(topic => Enumerable.Range(0, partitions).Select(p => ($"{Topics.NameOf(topic)}[{p}]", offsets[((int)topic * partitions) + p])))
                .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal),
            messages,
            BytesOf(detector));
    }

    public static byte[] BytesOf(FraudDetector detector)
    {
        using var bytes = new MemoryStream();
        detector.Save(new StateWriter(bytes));
        return bytes.ToArray();
    }
}
