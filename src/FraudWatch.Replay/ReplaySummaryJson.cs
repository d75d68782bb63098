using System.Text.Json;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Replay;

/// <summary>A summary as it stands in <c>summary.json</c>.</summary>
public static class ReplaySummaryJson
{
    public static void Write(Utf8JsonWriter json, ReplaySummary summary)
    {
        json.WriteStartObject();
        json.WriteNumber("lines", summary.Lines);
        json.WriteNumber("events", summary.Events);
        json.WriteNumber("actions", summary.Actions);
        json.WriteString("actions_are", summary.ActionsAreVerified ? "verified" : "unverified");
        json.WriteNumber("duplicates", summary.Duplicates);
        json.WriteNumber("conflicting_duplicates", summary.ConflictingDuplicates);
        json.WriteNumber("unknown_countries", summary.UnknownCountries);
        json.WriteNumber("late", summary.Late);
        json.WriteNumber("ahead", summary.Ahead);
        json.WriteNumber("long_tokens", summary.LongTokens);
        json.WriteNumber("out_of_turn", summary.OutOfTurn);
        json.WriteNumber("rejected", summary.RejectedLines);
        WriteCounts(json, "rejected_by_reason", summary.Rejected.Select(r => (r.Key, r.Value)));
        json.WriteNumber("partitions", summary.Partitions);
        json.WriteNumber("seconds", Math.Round(summary.Elapsed.TotalSeconds, 3));
        json.WriteNumber("survey_seconds", Math.Round(summary.Survey.TotalSeconds, 3));
        json.WriteNumber("events_per_second", Math.Round(summary.EventsPerSecond));
        json.WriteNumber("peak_memory_bytes", summary.PeakMemoryBytes);
        json.WriteNumber("most_waiting_events", summary.MostWaiting);
        json.WriteNumber("p50_us", summary.P50.TotalMicroseconds);
        json.WriteNumber("p99_us", summary.P99.TotalMicroseconds);
        json.WriteNumber("flags", summary.Flags);
        json.WriteNumber("holds", summary.Holds);
        WriteCounts(json, "flags_by_typology", summary.Typologies.Select(t => (Wire.Name(t.Key), (long)t.Value)));
        json.WriteStartArray("model_versions");
        foreach (string version in summary.ModelVersions)
        {
            json.WriteStringValue(version);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<(string Name, long Count)> counts)
    {
        json.WriteStartObject(name);
        foreach ((string of, long count) in counts)
        {
            json.WriteNumber(of, count);
        }

        json.WriteEndObject();
    }
}
