namespace FraudWatch.Worker.Silence;

/// <summary>Counts of a stream, in all or of one window: events by topic, and by watched field how many were looked into and lacked it.</summary>
internal sealed record StreamSample(long[] Events, long[] Looked, long[] Missing)
{
    public StreamSample Since(StreamSample before) => new(Less(Events, before.Events), Less(Looked, before.Looked), Less(Missing, before.Missing));

    private static long[] Less(long[] now, long[] before) => [.. now.Zip(before, (n, b) => n - b)];
}
