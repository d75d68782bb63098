using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// A file and the topics it may hold, from a first quick look through it. Lines of a topic come in the order of the files, so
/// without that look the first gift behind a file of purchases could only be found by holding all the purchases in memory.
/// </summary>
internal sealed class SurveyedFile
{
    /// <summary>Whose reader tells of the lines that are no events: the most frequent topic of a mixed file, so that few lines are parsed twice.</summary>
    private static readonly Topic[] ByFrequency = [Topic.GiftEvents, Topic.CoinEvents, Topic.FraudActions];

    private readonly bool[] _holds = new bool[Topics.All.Count];

    private SurveyedFile(string path, int index)
    {
        Path = path;
        Index = index;
    }

    public string Path { get; }

    /// <summary>Place in the order of the arguments, from 0.</summary>
    public int Index { get; }

    /// <summary>Lines that are not blank.</summary>
    public long Lines { get; private set; }

    /// <summary>Bytes on disk.</summary>
    public long Length { get; private set; }

    /// <summary>The topic whose reader tells of the lines that are no events.</summary>
    public Topic Teller { get; private set; } = Topic.CoinEvents;

    /// <summary>The only topic of the file, or null.</summary>
    public Topic? OnlyTopic { get; private set; }

    /// <summary>Must this topic's reader read the file?</summary>
    public bool IsReadFor(Topic topic) => _holds[(int)topic] || Teller == topic;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SurveyedFile Look(string path, int index, CancellationToken stop)
    {
        var file = new SurveyedFile(path, index);
        using LineReader lines = LineReader.Open(path);
        if (!lines.CanBeReadAgain)
        {
            throw new IOException($"expected a file that can be read twice at {path}, found a pipe; write it to a file first");
        }

        var scratch = new ParsedEvent();
        while (lines.TryRead(out FileLine line))
        {
            file.Lines++;
            file.Note(line.Bytes, scratch);
            if (file.Lines % 65_536 == 0)
            {
                stop.ThrowIfCancellationRequested();
            }
        }

        file.Length = lines.FileBytesRead;
        file.Conclude();
        return file;
    }

    private void Note(ReadOnlySpan<byte> line, ParsedEvent scratch)
    {
        if (line.Length > EventParser.MaxMessageBytes)
        {
            return;
        }

        if (TopicMarks.HasEscape(line))
        {
            if (EventParser.TryParse(line, scratch))
            {
                _holds[(int)Topics.Of(scratch.Type)] = true;
            }

            return;
        }

        for (int topic = 0; topic < _holds.Length; topic++)
        {
            _holds[topic] = _holds[topic] || TopicMarks.HasMark(line, (Topic)topic);
        }
    }

    private void Conclude()
    {
        Topic[] held = [.. ByFrequency.Where(t => _holds[(int)t])];
        Teller = held.Length > 0 ? held[0] : Topic.CoinEvents;
        OnlyTopic = held.Length == 1 ? held[0] : null;
    }
}
