namespace FraudWatch.Sandbox.Processes;

/// <summary>The last lines a process said, for the message when it fails. Filled by the reading thread, asked for by any.</summary>
internal sealed class OutputTail
{
    private const int Kept = 30;
    private readonly Queue<string> _lines = new();

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return _lines.Count == 0 ? "It said nothing on stderr." : string.Join(Environment.NewLine, _lines);
        }
    }
}
