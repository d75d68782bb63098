using System.Globalization;
using System.Text;
using System.Text.Unicode;
using FraudWatch.Detection.Graph;
using FraudWatch.Replay;
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
            using LineReader reader = file == "-" ? LineReader.OfStandardInput(file) : LineReader.Open(file);
            return Read(reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"rings: {e.Message}", e);
        }
    }

    private static EdgeList Read(LineReader reader)
    {
        EdgeList list = new();
        char[] decoded = new char[256];
        while (reader.TryRead(out FileLine line))
        {
            if (!line.IsWhole || !Utf8.IsValid(line.Bytes))
            {
                string found = line.IsWhole ? "bytes that are not" : $"{line.Length} bytes";
                throw new CommandFailure($"{reader.Path}, line {line.Number}: expected 'src dst unix_seconds' in UTF-8, found {found}.");
            }

            if (decoded.Length < line.Bytes.Length)
            {
                decoded = new char[line.Bytes.Length];
            }

            ReadOnlySpan<char> text = decoded.AsSpan(0, Encoding.UTF8.GetChars(line.Bytes, decoded)).Trim();
            if (!text.IsEmpty && text[0] is not ('#' or '%'))
            {
                list.AddLine(text, reader.Path, line.Number);
            }
        }

        list.Sort();
        list.CheckTies(reader.Path);
        return list;
    }

    private void AddLine(ReadOnlySpan<char> text, string name, long number)
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
