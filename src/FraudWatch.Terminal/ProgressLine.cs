namespace FraudWatch.Terminal;

/// <summary>
/// Says at most once a second how far a long job is: on a terminal one line that is written over, elsewhere plain lines.
/// Not thread-safe.
/// </summary>
public sealed class ProgressLine
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TextWriter _to;
    private readonly bool _overwrites;
    private readonly TimeProvider _time;
    private long _last;
    private int _width;

    /// <param name="to">Where to, stderr for a command.</param>
    /// <param name="overwrites">True on a terminal: each report replaces the one before.</param>
    /// <param name="time">Tells when a second is over.</param>
    public ProgressLine(TextWriter to, bool overwrites, TimeProvider time)
    {
        _to = to;
        _overwrites = overwrites;
        _time = time;
        _last = time.GetTimestamp();
    }

    /// <summary>On stderr, by the system's clock.</summary>
    public static ProgressLine OnStderr() => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);

    /// <summary>Writes what <paramref name="text"/> says of <paramref name="state"/> if a second has passed since the last report.</summary>
    public void Report<T>(T state, Func<T, string> text)
    {
        if (_time.GetElapsedTime(_last) < Pause)
        {
            return;
        }

        _last = _time.GetTimestamp();
        Write(text(state));
    }

    /// <summary>Clears a line that was written over, so that what follows starts afresh.</summary>
    public void Done()
    {
        if (_overwrites && _width > 0)
        {
            TerminalWriter.Code(_to, $"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }

    private void Write(string line)
    {
        if (!_overwrites)
        {
            _to.WriteLine(line);
            return;
        }

        TerminalWriter.Code(_to, "\r");
        _to.Write(line.PadRight(_width));
        _width = line.Length;
    }
}
