using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Graph;

namespace FraudWatch.Cli.Commands.Rings;

/// <summary>The cycles of an edge list by length, counted with the graph and the search that the worker uses.</summary>
internal sealed class RingCount
{
    private readonly long[] _cycles = new long[CycleSearchOptions.LongestCycle + 1];
    private readonly int _maxLength;

    private RingCount(int maxLength) => _maxLength = maxLength;

    /// <summary>Lines of the list, self-loops among them.</summary>
    internal int Edges { get; private set; }

    /// <summary>Searches that a work budget ended; 0 without one.</summary>
    internal int Truncated { get; private set; }

    /// <summary>Time for inserting and searching, without reading the file.</summary>
    internal TimeSpan Elapsed { get; private set; }

    internal static RingCount Of(EdgeList list, CycleSearchOptions options, TimeProvider clock)
    {
        RingCount count = new(options.MaxLength) { Edges = list.Edges.Count };
        long start = clock.GetTimestamp();
        TemporalGraph graph = new(options.Window, tieBreaker: null);
        CycleSearch search = new(graph, options);
        foreach (GraphEdge edge in list.Edges)
        {
            if (edge.From != edge.To)
            {
                count.Add(search.Through(graph.Insert(edge)));
            }
        }

        count.Elapsed = clock.GetElapsedTime(start);
        return count;
    }

    internal string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("edges", Edges);
            json.WriteStartObject("cycles");
            for (int length = CycleSearchOptions.ShortestCycle; length <= _maxLength; length++)
            {
                json.WriteNumber(length.ToString(), _cycles[length]);
            }

            json.WriteEndObject();
            json.WriteNumber("truncated", Truncated);
            json.WriteNumber("seconds", Math.Round(Elapsed.TotalSeconds, 6));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Add(CycleFindings findings)
    {
        Truncated += findings.Truncated ? 1 : 0;
        for (int length = CycleSearchOptions.ShortestCycle; length <= _maxLength; length++)
        {
            _cycles[length] += findings.Count(length);
        }
    }
}
