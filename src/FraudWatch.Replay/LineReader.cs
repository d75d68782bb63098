namespace FraudWatch.Replay;

/// <summary>
/// Reads the lines of a JSON Lines file, plain or gzip (<c>.gz</c>), without garbage per line. Line ends are LF or CRLF, the last
/// line may lack one, a byte order mark is skipped, and so are blank lines (they keep their number). Not thread-safe.
/// </summary>
public sealed class LineReader : IDisposable
{
    /// <summary>Longest line whose bytes are kept, in bytes; of a longer one only the length is told.</summary>
    public const int LongestKept = 1024 * 1024;

    private const int FirstBufferSize = 256 * 1024;

    private readonly Stream _file;
    private readonly Stream _content;
    private readonly int _longestKept;
    private byte[] _buffer = new byte[FirstBufferSize];
    private int _start;
    private int _end;
    private bool _ended;
    private long _number;

    private LineReader(string path, Stream file, int longestKept)
    {
        Path = path;
        _file = file;
        _content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GzipContent(file) : file;
        _longestKept = longestKept;
    }

    public string Path { get; }

    /// <summary>Bytes of the file read so far, compressed ones for gzip; for showing progress. Only of a file that can be read again.</summary>
    public long FileBytesRead => _file.Position;

    /// <summary>False for a pipe, whose lines are gone once they were read.</summary>
    public bool CanBeReadAgain => _file.CanSeek;

    /// <exception cref="IOException">There is no such file, or it cannot be read; the message says which and why.</exception>
    public static LineReader Open(string path) => Open(path, LongestKept);

    /// <param name="path">The file.</param>
    /// <param name="longestKept">Longest line whose bytes are kept, where it is another than <see cref="LongestKept"/>.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message says which and why.</exception>
    public static LineReader Open(string path, int longestKept)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"expected a file at {path}, found a folder");
        }

        try
        {
            return new LineReader(
                path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan), longestKept);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"expected a file at {path}, found none", path, missing);
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw new IOException($"expected a file at {path} that may be read: {forbidden.Message}", forbidden);
        }
    }

    /// <summary>Standard input, which messages call <paramref name="name"/>.</summary>
    public static LineReader OfStandardInput(string name) => new(name, Console.OpenStandardInput(), LongestKept);

    /// <summary>The next line that is not blank; false at the end of the file.</summary>
    /// <exception cref="IOException">The file cannot be read on, or is not the gzip file that its name promises.</exception>
    public bool TryRead(out FileLine line)
    {
        while (TryReadAny(out line))
        {
            if (!line.IsWhole || !IsBlank(line.Bytes))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IsEmpty || (line[0] <= ' ' && line.Trim(" \t\r"u8).IsEmpty);

    private bool TryReadAny(out FileLine line)
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Take(searched + found, lineEnd: 1);
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = searched > 0 ? Take(searched, lineEnd: 0) : default;
                return searched > 0;
            }

            if (searched > _longestKept)
            {
                line = PassOver();
                return true;
            }

            Fill();
        }
    }

    private FileLine Take(int length, int lineEnd)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + lineEnd;
        _number++;
        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        if (_number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return new FileLine(line.Length <= _longestKept ? line : [], _number, line.Length);
    }

    /// <summary>Reads to the end of a line that is too long to keep.</summary>
    private FileLine PassOver()
    {
        long length = 0;
        int found;
        while ((found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0 && !_ended)
        {
            length += _end - _start;
            _start = _end;
            Fill();
        }

        length += found < 0 ? _end - _start : found;
        _start = found < 0 ? _end : _start + found + 1;
        _number++;
        return new FileLine([], _number, length);
    }

    /// <summary>Reads more behind what is there, moving or growing the buffer if it must.</summary>
    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            int read = _content.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (InvalidDataException damaged)
        {
            // All lines before are taken by now: only then more is read.
            throw new IOException($"expected gzip data in {Path}, found something else after line {_number}: {damaged.Message}", damaged);
        }
    }
}
