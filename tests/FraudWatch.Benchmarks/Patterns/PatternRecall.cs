using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Shapes;
using FraudWatch.Simulator.Commands;
using FraudWatch.Testing.Events;

namespace FraudWatch.Benchmarks.Patterns;

/// <summary>
/// The labelled attempts of AMLworld as gifts in simulated honest traffic: which of them the shapes find, by type, and how
/// often the shapes speak about the honest. No model judges anything here.
/// </summary>
internal static class PatternRecall
{
    private const long Day = 86_400_000;
    private const int LeadDays = 20;
    private static readonly string[] Economy = ["--payers", "20000", "--days", "60", "--seed", "31"];

    internal static int Run(string[] economy)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fraudwatch-patterns-");
        try
        {
            string[] settings = With(economy);
            SimulateCommand.Create().Parse(["--out", folder.FullName, .. settings]).Invoke();
            Measure(folder.FullName, string.Join(' ', settings));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The usual economy with the options given in place of its own: <c>--seed 47</c> changes the seed alone.</summary>
    private static string[] With(string[] options)
    {
        Dictionary<string, string> values = [];
        foreach (string[] option in Economy.Chunk(2).Concat(options.Chunk(2)))
        {
            values[option[0]] = option.Length == 2 ? option[1] : throw new ArgumentException($"expected a value after {option[0]}, found the end", nameof(options));
        }

        return [.. values.SelectMany(v => new[] { v.Key, v.Value })];
    }

    private static void Measure(string folder, string settings)
    {
        HashSet<string> accused = [.. Accounts(Path.Combine(folder, "truth.jsonl"))];
        HashSet<string> lookAlikes = [.. Accounts(Path.Combine(folder, "look-alikes.jsonl"))];
        List<ParsedEvent> honest = [.. Events(folder).Where(e => !accused.Contains(Text(e, TextField.AccountId)) && !accused.Contains(Text(e, TextField.RecipientId)))];
        List<Attempt> attempts = LabelledAttempts.Read();
        long shift = honest.Min(e => e.OccurredAt) + (LeadDays * Day) - attempts.Min(a => a.Transfers[0].At);
        List<EventObject> mapped = new GiftMapping(StreamFigures.Of(honest), shift).Map(attempts);
        List<ParsedEvent> all = [.. honest.Concat(mapped.Select(Parse)).OrderBy(e => e.OccurredAt).ThenBy(e => Text(e, TextField.EventId), StringComparer.Ordinal)];

        FoundShapes found = Detect(all, out DetectorCounters counters);
        int honestGifts = honest.Count(e => e.Type == EventType.GiftSent);
        Console.WriteLine($"Honest traffic: `simulate {settings}` without the accounts of its truth file and whoever gave to them: {honest.Count:N0} events, " +
            $"{honestGifts:N0} of them gifts; {attempts.Count} attempts, {mapped.Count:N0} events. Searches cut short by their budget: " +
            $"{counters.TruncatedSearches} for cycles, {counters.TruncatedShapes} for other shapes.");
        Console.WriteLine();
        Console.WriteLine("An attempt is found when findings that are mostly about it name at least half of its accounts.");
        Console.WriteLine();
        Recall(attempts, found);
        Console.WriteLine();
        FalseFindings(found, lookAlikes, honestGifts);
    }

    private static FoundShapes Detect(List<ParsedEvent> events, out DetectorCounters counters)
    {
        FraudDetector detector = new(Setup());
        FoundShapes found = new(detector);
        detector.ShapeObserver = found;
        List<Decision> decisions = [];
        long clock = long.MinValue;
        foreach (ParsedEvent next in events)
        {
            clock = Math.Max(clock, next.OccurredAt);
            next.PartitionClock = clock;
            detector.Process(next, decisions);
        }

        counters = detector.Counters;
        return found;
    }

    private static void Recall(List<Attempt> attempts, FoundShapes found)
    {
        ILookup<string, (Shape Shape, string[] Accounts)> byAttempt = found.All
            .Where(f => f.Accounts.Any(IsMapped))
            .SelectMany(f => f.Accounts.Where(IsMapped).CountBy(AttemptOf).Where(a => a.Value * 2 >= f.Accounts.Length).Select(a => (Attempt: a.Key, f.Shape, f.Accounts)))
            .ToLookup(f => f.Attempt, f => (f.Shape, f.Accounts));
        Console.WriteLine("| type | attempts | found | recall | half named by one finding | any finding | shapes that named two or more of the found |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string type in LabelledAttempts.Types)
        {
            List<Attempt> ofType = [.. attempts.Where(a => a.Type == type)];
            List<Attempt> whole = ofType.FindAll(a => IsHalf(a, byAttempt[a.Id].SelectMany(f => f.Accounts)));
            int atOnce = ofType.Count(a => byAttempt[a.Id].Any(f => IsHalf(a, f.Accounts)));
            string shapes = string.Join(", ", whole.SelectMany(a => byAttempt[a.Id].Select(f => f.Shape).Distinct()).CountBy(s => s).OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}"));
            Console.WriteLine($"| {type} | {ofType.Count} | {whole.Count} | {(double)whole.Count / ofType.Count:F2} | {atOnce} | {ofType.Count(a => byAttempt[a.Id].Any())} | {shapes} |");
        }
    }

    private static bool IsHalf(Attempt attempt, IEnumerable<string> named) => named.Distinct().Count(attempt.Accounts.Contains) * 2 >= attempt.Accounts.Count;

    private static bool IsMapped(string account) => account.StartsWith("aml-", StringComparison.Ordinal);

    private static string AttemptOf(string account) => account.Split('-')[1];

    private static void FalseFindings(FoundShapes found, HashSet<string> lookAlikes, int honestGifts)
    {
        Console.WriteLine("| shape | anchors among the honest | per 100,000 honest gifts | of them anchors that stand in for a look-alike |");
        Console.WriteLine("|---|---|---|---|");
        int all = 0;
        foreach (Shape shape in Enum.GetValues<Shape>())
        {
            List<string> anchors = [.. found.All.Where(f => f.Shape == shape && !IsMapped(f.Accounts[0])).Select(f => f.Accounts[0]).Distinct()];
            all += anchors.Count;
            Console.WriteLine($"| {shape} | {anchors.Count} | {anchors.Count * 100_000.0 / honestGifts:F1} | {anchors.Count(lookAlikes.Contains)} |");
        }

        Console.WriteLine($"| together | {all} | {all * 100_000.0 / honestGifts:F1} | |");
    }

    private static DetectorSetup Setup() => new()
    {
        Policy = new DecisionPolicy
        {
            Version = "none",
            Ring = new DetectorPolicy(),
            Resale = new DetectorPolicy(),
            LargestDailyHoldShare = 0,
            DailyHoldsAlwaysAllowed = 0,
            EvidenceFamiliesForHold = 1,
            Holds = new Dictionary<string, IReadOnlyList<HoldRule>>(),
        },
        RingModel = null,
        ResaleModel = null,
        MaxCycleLength = 8,
    };

    private static IEnumerable<string> Accounts(string file) => File.ReadLines(file).Select(line =>
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("account_id").GetString()!;
    });

    private static IEnumerable<ParsedEvent> Events(string folder) =>
        new[] { "coin-events.jsonl", "gift-events.jsonl" }.SelectMany(name => File.ReadLines(Path.Combine(folder, name))).Select(line =>
        {
            ParsedEvent parsed = new();
            EventParser.TryParse(System.Text.Encoding.UTF8.GetBytes(line), parsed);
            return parsed;
        }).Where(parsed => !parsed.Rejection.IsRejected);

    private static ParsedEvent Parse(EventObject next)
    {
        ParsedEvent parsed = new();
        return EventParser.TryParse(next.Utf8(), parsed) ? parsed : throw new InvalidOperationException($"The mapping made {next}: {parsed.Rejection.Detail}");
    }

    private static string Text(ParsedEvent parsed, TextField field) => System.Text.Encoding.UTF8.GetString(parsed.Text(field));
}
