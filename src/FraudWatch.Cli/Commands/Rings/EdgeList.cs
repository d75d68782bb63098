using System.Globalization;
using System.IO.Compression;
using FraudWatch.Detection.Graph;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Rings;

/// <summary>A bare edge list, in time order; lines of the same time keep their order. Times are in seconds.</summary>
internal sealed class EdgeList
{
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _accountOf;
    private readonly List<GraphEdge> _edges = [];

    private EdgeList() => _accountOf = _accounts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All lines that are edges, self-loops among them.</summary>
    internal IReadOnlyList<GraphEdge> Edges => _edges;

    /// <param name="file">A path, unpacked if it ends in .gz, or - for standard input.</param>
    /// <exception cref="CommandFailure">The file cannot be read, or a line is broken.</exception>
    internal static EdgeList Read(string file)
    {
        try
        {
            using StreamReader reader = Open(file);
            return Read(reader, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure($"{file}: cannot be read: {e.Message}", e);
        }
    }

    internal static EdgeList Read(TextReader reader, string name)
    {
        EdgeList list = new();
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            ReadOnlySpan<char> text = line.AsSpan().Trim();
            if (!text.IsEmpty && text[0] is not ('#' or '%'))
            {
                list.AddLine(text, name, number);
            }
        }

        list.Sort();
        list.CheckTies(name);
        return list;
    }

    private static StreamReader Open(string file)
    {
        if (file == "-")
        {
            return new StreamReader(Console.OpenStandardInput());
        }

        if (!File.Exists(file))
        {
            throw new CommandFailure($"{file}: no such file.");
        }

        Stream stream = File.OpenRead(file);
        return new StreamReader(file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : stream);
    }

    private void AddLine(ReadOnlySpan<char> text, string name, int number)
    {
        Span<Range> fields = stackalloc Range[4];
        ReadOnlySpan<char> rest = text;
        int count = 0;
        while (!rest.IsEmpty && count < fields.Length)
        {
            int start = text.Length - rest.Length;
            int length = rest.IndexOfAny(' ', '\t');
            length = length < 0 ? rest.Length : length;
            fields[count++] = start..(start + length);
            rest = rest[length..].TrimStart(" \t");
        }

        if (count != 3 || !long.TryParse(text[fields[2]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            || seconds < TemporalGraph.EarliestTime || seconds > TemporalGraph.LatestTime)
        {
            throw new CommandFailure($"{name}, line {number}: expected 'src dst unix_seconds' with whole seconds, found '{Shortened(text)}'.");
        }

        _edges.Add(new GraphEdge(
            From: AccountOf(text[fields[0]]), To: AccountOf(text[fields[1]]), OccurredAt: seconds, Tie: (ulong)number, Coins: 1, Tag: number));
    }

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 80 ? text.ToString() : $"{text[..80]}…";

    private int AccountOf(ReadOnlySpan<char> name)
    {
        if (!_accountOf.TryGetValue(name, out int account))
        {
            account = _accounts.Count;
            _accountOf[name] = account;
        }

        return account;
    }

    private void Sort() => _edges.Sort((a, b) => a.OccurredAt != b.OccurredAt ? a.OccurredAt.CompareTo(b.OccurredAt) : a.Tie.CompareTo(b.Tie));

    private void CheckTies(string name)
    {
        int run = 1;
        for (int i = 1; i < _edges.Count; i++)
        {
            run = _edges[i].OccurredAt == _edges[i - 1].OccurredAt ? run + 1 : 1;
            if (run >= TemporalGraph.MostEdgesAtOneTime)
            {
                throw new CommandFailure($"{name}: expected fewer than {TemporalGraph.MostEdgesAtOneTime} lines of the same second, found more at {_edges[i].OccurredAt}.");
            }
        }
    }
}
