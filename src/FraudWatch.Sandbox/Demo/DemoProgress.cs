using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary>Progress on stderr: one line that renews itself on a terminal, a plain line every two seconds elsewhere.</summary>
internal sealed class DemoProgress(TimeProvider time)
{
    private static readonly TimeSpan BetweenPlainLines = TimeSpan.FromSeconds(2);

    private readonly bool _rewrites = !Console.IsErrorRedirected;
    private readonly long _start = time.GetTimestamp();
    private long _lastLine;
    private bool _midLine;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>A step begins.</summary>
    public void Step(string what)
    {
        EndLine();
        Console.Error.WriteLine($"{Elapsed.TotalSeconds,6:F1} s  {what}");
    }

    public void Report(WorkerFigures figures, long messages)
    {
        bool due = _lastLine == 0 || time.GetElapsedTime(_lastLine) >= BetweenPlainLines;
        if (!_rewrites && !due)
        {
            return;
        }

        _lastLine = time.GetTimestamp();
        string line = $"{Elapsed.TotalSeconds,6:F1} s  {figures.CommittedMessages:N0} of {messages:N0} events decided and in Postgres; "
            + $"{figures.FlagVersions:N0} flag and {figures.HoldVersions:N0} hold versions";
        if (_rewrites)
        {
            TerminalWriter.Code(Console.Error, "\r");
            Console.Error.Write(line);
            TerminalWriter.Code(Console.Error, "\u001b[K");
            _midLine = true;
            return;
        }

        Console.Error.WriteLine(line);
    }

    private void EndLine()
    {
        if (_midLine)
        {
            Console.Error.WriteLine();
            _midLine = false;
        }
    }
}
