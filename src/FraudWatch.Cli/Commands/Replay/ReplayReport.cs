using FraudWatch.Detection.Decisions;
using FraudWatch.Replay;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Replay;

/// <summary>What a replay found, for people.</summary>
internal static class ReplayReport
{
    private const int FirstFlags = 20;

    public static void WriteSummary(TextWriter to, ReplaySummary summary)
    {
        var table = new TextTable("", "");
        table.Row("events", Figures.Count(summary.Events))
            .Row("actions", summary.Actions == 0 ? "0" : $"{Figures.Count(summary.Actions)}, {(summary.ActionsAreVerified ? "each vouched for by the audit" : "unverified: --action-keys FILE verifies")}")
            .Row("duplicates", Figures.Count(summary.Duplicates + summary.ConflictingDuplicates))
            .Row("late", Figures.Count(summary.Late))
            .Row("ahead", Figures.Count(summary.Ahead))
            .Row("rejected lines", Rejected(summary))
            .Row("time", $"{Figures.Duration(summary.Elapsed)}, of it {Figures.Duration(summary.Survey)} to look through the files")
            .Row("events/s", Figures.Count((long)summary.EventsPerSecond))
            .Row("per event", $"p50 {Figures.Duration(summary.P50)}, p99 {Figures.Duration(summary.P99)}")
            .Row("peak memory", Figures.Bytes(summary.PeakMemoryBytes))
            .Row("flags", WithParts(summary.Flags, summary.Typologies.Select(t => (Wire.Name(t.Key), (long)t.Value))))
            .Row("holds", Figures.Count(summary.Holds))
            .Row("models", summary.ModelVersions.Count == 0 ? "-" : string.Join(", ", summary.ModelVersions));
        table.Write(to, colour: false);
    }

    public static void WriteFirstFlags(TextWriter to, DecisionBook decisions, bool colour)
    {
        if (decisions.Flags.Count == 0)
        {
            return;
        }

        var table = new TextTable("raised", "typology", ">score", "anchor", ">accounts", ">coins", "first reason");
        foreach (Flag flag in decisions.Flags.Take(FirstFlags))
        {
            table.Row(
                DecisionJson.Time(flag.RaisedAt),
                Wire.Name(flag.Typology),
                flag.Score.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture),
                flag.AnchorAccountId,
                Figures.Count(flag.Accounts.Count),
                Figures.Count(flag.CoinsAtRisk),
                flag.Reasons.Count > 0 ? flag.Reasons[0].Text : "");
        }

        to.WriteLine();
        table.Write(to, colour);
        if (decisions.Flags.Count > FirstFlags)
        {
            to.WriteLine($"… and {Figures.Count(decisions.Flags.Count - FirstFlags)} more; --out DIR writes them all");
        }
    }

    private static string Rejected(ReplaySummary summary) => WithParts(summary.RejectedLines, summary.Rejected.Select(r => (r.Key, r.Value)));

    private static string WithParts(long total, IEnumerable<(string Name, long Count)> parts)
    {
        string words = string.Join(", ", parts.Select(p => $"{p.Name} {Figures.Count(p.Count)}"));
        return words.Length == 0 ? Figures.Count(total) : $"{Figures.Count(total)} ({words})";
    }
}
