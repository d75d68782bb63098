using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// Reads one topic's events through all the files, in the order of the arguments, applies the clock rule and deals them into
/// partitions. Lines of other topics are passed over; each topic has its own place in the files, so topics never wait in memory
/// for one another, however the files are cut and mixed.
/// </summary>
internal sealed class TopicReader : IDisposable
{
    private readonly SurveyedFile[] _files;
    private readonly long[] _nextOffsets;
    private readonly Stack<ParsedEvent> _spare;
    private readonly Action<RejectedLine> _reject;
    private readonly ClockRule _clock = new();
    private readonly Waiting[] _waiting = new Waiting[ClockRule.LinesAfter + 1];
    private int _firstWaiting;
    private int _nextFile;
    private LineReader? _lines;
    private bool _ended;
    private long _finishedBytes;

    public TopicReader(Topic topic, IEnumerable<SurveyedFile> files, int partitions, Stack<ParsedEvent> spare, Action<RejectedLine> reject)
    {
        Topic = topic;
        _files = [.. files.Where(f => f.IsReadFor(topic))];
        _nextOffsets = new long[partitions];
        _spare = spare;
        _reject = reject;
        for (int i = 0; i < _waiting.Length; i++)
        {
            _waiting[i] = new Waiting();
        }
    }

    public Topic Topic { get; }

    /// <summary>By which actions must be vouched for; null takes them as they are.</summary>
    public ActionKeys? ActionKeys { get; init; }

    /// <summary>Bytes of its files read so far.</summary>
    public long BytesRead => _finishedBytes + (_lines?.FileBytesRead ?? 0);

    /// <summary>Bytes of all its files.</summary>
    public long BytesToRead => _files.Sum(f => f.Length);

    /// <summary>The next event with its place in its dealt log; null at the end of the topic. The caller gives it back to the spare ones.</summary>
    public ParsedEvent? Read()
    {
        while (true)
        {
            while (!_clock.IsFull && TryReadValid())
            {
            }

            if (_clock.Count == 0)
            {
                return null;
            }

            Waiting first = _waiting[_firstWaiting];
            _firstWaiting = (_firstWaiting + 1) % _waiting.Length;
            ParsedEvent next = first.Event!;
            next.Position = Place(next);
            Rejection rejection = JudgeClock(next);
            if (!rejection.IsRejected)
            {
                _nextOffsets[next.Position.Partition]++;
                return next;
            }

            Reject(first, next, rejection);
            _spare.Push(next);
        }
    }

    public void Dispose() => _lines?.Dispose();

    /// <summary>The next place in the log of its account: events are numbered without gaps, rejected ones stand before the next.</summary>
    private LogPosition Place(ParsedEvent next)
    {
        int partition = PartitionHash.Of(next.Text(TextField.AccountId), _nextOffsets.Length);
        return new LogPosition(Topic, partition, _nextOffsets[partition]);
    }

    /// <summary>An event that says when it was received is judged by that, any other by the lines that follow it.</summary>
    private Rejection JudgeClock(ParsedEvent next)
    {
        ClockVerdict verdict = _clock.Take(out long median);
        if (next.ReceivedAt != ParsedEvent.NotGiven)
        {
            return ReceivedClock.Judge(next);
        }

        next.IsAhead = verdict == ClockVerdict.Ahead;
        next.ReceivedAt = median;
        return verdict != ClockVerdict.Wrong
            ? Rejection.None
            : new(
                RejectReason.ClockAhead,
                $"expected a clock at most 1 day ahead of most of the next {ClockRule.LinesAfter} valid lines, found {WireTime.Format(next.OccurredAt)}");
    }

    /// <summary>Reads on to the topic's next valid line, which then waits for the lines that judge its clock.</summary>
    private bool TryReadValid()
    {
        while (!_ended)
        {
            _lines ??= OpenNext();
            if (_lines is null)
            {
                _ended = true;
            }
            else if (!_lines.TryRead(out FileLine line))
            {
                Close(_lines);
            }
            else if (TryTakeOver(_files[_nextFile - 1], line))
            {
                return true;
            }
        }

        return false;
    }

    private LineReader? OpenNext() => _nextFile < _files.Length ? LineReader.Open(_files[_nextFile++].Path) : null;

    private void Close(LineReader finished)
    {
        _finishedBytes += finished.FileBytesRead;
        finished.Dispose();
        _lines = null;
    }

    private bool TryTakeOver(SurveyedFile file, FileLine line)
    {
        bool tells = file.Teller == Topic;
        if (!tells && (!line.IsWhole || !TopicMarks.MayHold(line.Bytes, Topic)))
        {
            return false;
        }

        ParsedEvent parsed = _spare.TryPop(out ParsedEvent? spare) ? spare : new ParsedEvent();
        if (line.IsWhole && EventParser.TryParse(line.Bytes, parsed))
        {
            if (Topics.Of(parsed.Type) == Topic && IsVouchedFor(parsed, file, line))
            {
                _waiting[(_firstWaiting + _clock.Count) % _waiting.Length].Set(parsed, file, line);
                _clock.Add(parsed.OccurredAt);
                return true;
            }
        }
        else if (tells)
        {
            Reject(file, line, parsed.Rejection);
        }

        _spare.Push(parsed);
        return false;
    }

    /// <summary>Judged before the clock: a line that nobody vouches for is no valid line, which clocks are judged by.</summary>
    private bool IsVouchedFor(ParsedEvent parsed, SurveyedFile file, FileLine line)
    {
        if (parsed.Type != EventType.ActionTaken || ActionKeys is null || ActionKeys.Judge(line.Bytes, out _) is not { IsRejected: true } rejection)
        {
            return true;
        }

        _reject(new RejectedLine(rejection, file.Path, line.Number, line.Length) { Topic = Topic, Bytes = line.Bytes.ToArray() });
        return false;
    }

    private void Reject(SurveyedFile file, FileLine line, Rejection rejection)
    {
        Rejection why = line.IsWhole
            ? rejection
            : new Rejection(RejectReason.TooLarge, $"expected at most {EventParser.MaxMessageBytes} bytes, found {line.Length}");
        _reject(new RejectedLine(why, file.Path, line.Number, line.Length)
        {
            Topic = file.OnlyTopic,
            Bytes = line.IsWhole ? line.Bytes.ToArray() : null,
        });
    }

    private void Reject(Waiting waiting, ParsedEvent ahead, Rejection rejection)
    {
        byte[] bytes = waiting.Bytes.ToArray();
        _reject(new RejectedLine(rejection, waiting.File, waiting.Line, bytes.Length)
        {
            Topic = Topic,
            Position = ahead.Position,
            Bytes = bytes,
        });
    }

    /// <summary>A valid line whose clock is not judged yet, with its bytes in case it will be rejected.</summary>
    private sealed class Waiting
    {
        private byte[] _bytes = new byte[512];
        private int _length;

        public ParsedEvent? Event { get; private set; }

        public string File { get; private set; } = "";

        public long Line { get; private set; }

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Set(ParsedEvent parsed, SurveyedFile file, FileLine line)
        {
            Event = parsed;
            File = file.Path;
            Line = line.Number;
            _length = line.Bytes.Length;
            if (_length > _bytes.Length)
            {
                _bytes = new byte[_length];
            }

            line.Bytes.CopyTo(_bytes);
        }
    }
}
