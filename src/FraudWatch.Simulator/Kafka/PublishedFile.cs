using FraudWatch.Detection.Events;
using FraudWatch.Replay;

namespace FraudWatch.Simulator.Kafka;

/// <summary>A file being published: its next line, where that goes, and how far its events have come in time.</summary>
internal sealed class PublishedFile : IDisposable
{
    private readonly LineReader _lines;
    private readonly Topic _topic;

    public PublishedFile(string path)
    {
        _lines = LineReader.Open(path);
        _topic = Path.GetFileName(path).StartsWith(Topics.GiftEvents, StringComparison.OrdinalIgnoreCase) ? Topic.GiftEvents
            : Path.GetFileName(path).StartsWith(Topics.FraudActions, StringComparison.OrdinalIgnoreCase) ? Topic.FraudActions
            : Topic.CoinEvents;
    }

    /// <summary>The largest event time so far, Unix milliseconds.</summary>
    public long Clock { get; private set; } = long.MinValue;

    /// <summary>The line read last.</summary>
    public PublishedLine Line { get; private set; } = new(Topic.CoinEvents, null, [], null);

    /// <summary>Reads the next line; false at the end.</summary>
    public bool TryAdvance()
    {
        if (!_lines.TryRead(out FileLine line))
        {
            return false;
        }

        var address = LineAddress.Read(line.Bytes);
        Clock = Math.Max(Clock, address.OccurredAt ?? long.MinValue);
        Line = new PublishedLine(address.Topic ?? _topic, address.Key, line.Bytes.ToArray(), address.ReceivedAt);
        return true;
    }

    public void Dispose() => _lines.Dispose();
}
