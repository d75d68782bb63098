using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Terminal;

namespace FraudWatch.Simulator.Kafka;

/// <summary>A file being published: its next line, where that goes, and how far its events have come in time.</summary>
internal sealed class PublishedFile : IDisposable
{
    /// <summary>
    /// Most bytes of key and value that a message may have: the client's own usual limit, below what brokers take unless told otherwise. The
    /// longest event is a fraction of it, but what is no event is published too.
    /// </summary>
    public const int MostBytes = 1_000_000;

    private readonly string _path;
    private readonly LineReader _lines;
    private readonly Topic _topic;

    public PublishedFile(string path)
    {
        _path = path;
        _lines = LineReader.Open(path);
        _topic = Path.GetFileName(path).StartsWith(Topics.GiftEvents, StringComparison.OrdinalIgnoreCase) ? Topic.GiftEvents
            : Path.GetFileName(path).StartsWith(Topics.FraudActions, StringComparison.OrdinalIgnoreCase) ? Topic.FraudActions
            : Topic.CoinEvents;
    }

    /// <summary>The largest event time so far, Unix milliseconds.</summary>
    public long Clock { get; private set; } = long.MinValue;

    /// <summary>The line read last.</summary>
    public PublishedLine Line { get; private set; } = new(Topic.CoinEvents, null, [], null);

    /// <summary>
    /// Looks through a file for lines that no message can hold, before anything is sent. A pipe can be read only once, so there such a line is
    /// found when its turn comes.
    /// </summary>
    /// <exception cref="CommandFailure">There is one; the message names it.</exception>
    public static void RequireSendable(string path, CancellationToken stop)
    {
        using LineReader lines = LineReader.Open(path);
        while (lines.CanBeReadAgain && lines.TryRead(out FileLine line))
        {
            stop.ThrowIfCancellationRequested();

            // The key is a part of the line.
            if (line.Length > MostBytes / 2)
            {
                RequireSendable(path, line, LineAddress.Read(line.Bytes));
            }
        }
    }

    /// <summary>Reads the next line; false at the end.</summary>
    /// <exception cref="CommandFailure">No message can hold it.</exception>
    public bool TryAdvance()
    {
        if (!_lines.TryRead(out FileLine line))
        {
            return false;
        }

        var address = LineAddress.Read(line.Bytes);
        RequireSendable(_path, line, address);
        Clock = Math.Max(Clock, address.OccurredAt ?? long.MinValue);
        Line = new PublishedLine(address.Topic ?? _topic, address.Key, line.Bytes.ToArray(), address.ReceivedAt) { File = _path, Number = line.Number };
        return true;
    }

    public void Dispose() => _lines.Dispose();

    private static void RequireSendable(string path, in FileLine line, in LineAddress address)
    {
        long bytes = line.Length + (address.Key?.Length ?? 0);
        if (!line.IsWhole || bytes > MostBytes)
        {
            throw new CommandFailure($"{path}, line {line.Number}: expected a message of at most {MostBytes} bytes with its key, found {bytes}");
        }
    }
}
