namespace FraudWatch.Simulator.Kafka;

/// <summary>
/// Several files as one stream by event time, so that all topics advance together as they would live. The lines of a file
/// keep their order. A file counts as far as its largest event time, so a late line waits for nobody.
/// </summary>
internal sealed class InterleavedFiles : IDisposable
{
    private readonly List<PublishedFile> _files = [];
    private readonly PriorityQueue<PublishedFile, (long Clock, int Number)> _next = new();
    private (PublishedFile File, int Number)? _taken;

    /// <exception cref="IOException">A file is missing or cannot be read; the message says which and why.</exception>
    public InterleavedFiles(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            var file = new PublishedFile(path);
            _files.Add(file);
            Advance(file, _files.Count - 1);
        }
    }

    /// <summary>The next line; null at the end of all files.</summary>
    public PublishedLine? Read()
    {
        if (_taken is (PublishedFile last, int lastNumber))
        {
            Advance(last, lastNumber);
            _taken = null;
        }

        if (!_next.TryDequeue(out PublishedFile? file, out (long Clock, int Number) place))
        {
            return null;
        }

        _taken = (file, place.Number);
        return file.Line;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Advance(PublishedFile file, int number)
    {
        if (file.TryAdvance())
        {
            _next.Enqueue(file, (file.Clock, number));
        }
    }
}
