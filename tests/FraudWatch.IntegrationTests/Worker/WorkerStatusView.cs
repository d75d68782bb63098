using System.Text.Json;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>What <c>/status</c> told.</summary>
internal sealed class WorkerStatusView(JsonElement json)
{
    public string State => json.GetProperty("state").GetString()!;

    public string? WaitingFor => json.GetProperty("waiting_for").GetString();

    public long OutOfTurn => json.GetProperty("out_of_turn").GetInt64();

    public long Events => json.GetProperty("events").GetInt64();

    public long Rebuilt => json.GetProperty("rebuilt").GetInt64();

    public long Rejected => json.GetProperty("rejected").GetInt64();

    public long ActionsNotVouchedFor => json.GetProperty("actions_not_vouched_for").GetInt64();

    public long DeadLetters => json.GetProperty("dead_letters").GetInt64();

    public long OutboxPublished => json.GetProperty("outbox_published").GetInt64();

    /// <summary>How often the database turned out to be behind what this process had written.</summary>
    public long RecordWentBack => json.TryGetProperty("record_went_back", out JsonElement count) ? count.GetInt64() : 0;

    public long Retries => json.GetProperty("retries").GetInt64();

    /// <summary>A figure about what has not gone out.</summary>
    public long Outgoing(string name) => json.GetProperty("outgoing").GetProperty(name).GetInt64();

    public long CommittedMessages => json.GetProperty("committed_messages").GetInt64();

    /// <summary>The snapshot that the process started from; null when there was none.</summary>
    public string? LoadedFrom => json.GetProperty("snapshots").GetProperty("loaded_from").GetString();

    public long Lag => json.GetProperty("lag").GetInt64();

    /// <summary>Partitions that an open transaction holds back.</summary>
    public IReadOnlyList<(string Partition, long From, long Offsets, string? Since)> HeldBack =>
    [
        .. json.GetProperty("logs").GetProperty("held_back").EnumerateArray().Select(held => (
            held.GetProperty("partition").GetString()!,
            held.GetProperty("from").GetInt64(),
            held.GetProperty("offsets").GetInt64(),
            held.GetProperty("since").GetString())),
    ];

    /// <summary>What is wrong with the logs: <c>kind: text</c>.</summary>
    public IReadOnlyList<string> LogAlarms =>
        [.. json.GetProperty("logs").GetProperty("alarms").EnumerateArray().Select(a => $"{a.GetProperty("kind").GetString()}: {a.GetProperty("text").GetString()}")];

    public IReadOnlyDictionary<string, long> Processed => Offsets("processed");

    public IReadOnlyDictionary<string, long> Committed => Offsets("committed");

    /// <summary>Messages processed that <paramref name="committed"/> does not hold.</summary>
    public long ProcessedBeyond(IReadOnlyDictionary<string, long> committed) =>
        Processed.Sum(p => Math.Max(0, p.Value - committed.GetValueOrDefault(p.Key)));

    private Dictionary<string, long> Offsets(string name) =>
        json.GetProperty(name).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64(), StringComparer.Ordinal);
}
