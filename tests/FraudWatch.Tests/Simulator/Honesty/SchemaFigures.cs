using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Features;
using FraudWatch.Testing.Scoring;

namespace FraudWatch.Tests.Simulator.Honesty;

/// <summary>
/// The detector's own features of every account that it ever considers, as they were when it last looked. An account it never
/// considers is ranked nowhere: what it leaves out are honest accounts nearly alone, so that this errs towards "too easy".
/// </summary>
internal sealed class SchemaFigures : ICandidateObserver
{
    private readonly Dictionary<string, float[]> _last = new(StringComparer.Ordinal);

    private SchemaFigures()
    {
    }

    public static IReadOnlyDictionary<string, float[]> Measure(SimulatedEconomy economy)
    {
        var figures = new SchemaFigures();
        var detector = new FraudDetector(EagerSetup.Create()) { Observer = figures };
        var decisions = new List<Decision>();
        ReadOnlyMemory<byte>[] lines = [.. Lines(economy.CoinEvents), .. Lines(economy.GiftEvents)];
        var parsed = lines.Select(line => Parse(line.Span)).OrderBy(e => e.OccurredAt);
        long offset = 0;
        foreach (ParsedEvent next in parsed)
        {
            next.PartitionClock = next.OccurredAt;
            next.Position = new LogPosition(Topics.Of(next.Type), 0, offset++);
            detector.Process(next, decisions);
            decisions.Clear();
        }

        return figures._last;
    }

    public void Saw(in Candidate candidate) => _last[candidate.AccountId] = candidate.Features.ToArray();

    public static float Of(float[] figures, AccountFeature feature) => figures[(int)feature];

    private static ParsedEvent Parse(ReadOnlySpan<byte> line)
    {
        var parsed = new ParsedEvent();
        return EventParser.TryParse(line.ToArray(), parsed)
            ? parsed
            : throw new InvalidOperationException($"The simulator wrote a line that is rejected: {parsed.Rejection.Detail}");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(byte[] file)
    {
        for (int start = 0, end; start < file.Length; start = end + 1)
        {
            end = Array.IndexOf(file, (byte)'\n', start);
            yield return file.AsMemory(start, end - start);
        }
    }
}
