using FraudWatch.Detection.Decisions;

namespace FraudWatch.Replay;

/// <summary>What a replay did, in figures.</summary>
public sealed record ReplaySummary
{
    /// <summary>Lines that are not blank; each is either an event processed or rejected.</summary>
    public required long Lines { get; init; }

    /// <summary>Valid events handed to the detector, duplicates among them.</summary>
    public required long Events { get; init; }

    /// <summary>What people did, among the events.</summary>
    public required long Actions { get; init; }

    /// <summary>False when no keys were given: anybody may have written the actions.</summary>
    public required bool ActionsAreVerified { get; init; }

    /// <summary>Events whose id was seen before with the same content.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Events whose id was seen before with other content; the first won.</summary>
    public required long ConflictingDuplicates { get; init; }

    /// <summary>Countries that are no country of ISO 3166-1, and so not known.</summary>
    public required long UnknownCountries { get; init; }

    /// <summary>Events more than ten minutes behind the clock.</summary>
    public required long Late { get; init; }

    /// <summary>Events more than ten minutes ahead of the time they were received: placed by that time, and no clock moved.</summary>
    public required long Ahead { get; init; }

    /// <summary>Optional tokens read as absent because they were too long.</summary>
    public required long LongTokens { get; init; }

    /// <summary>Rejected lines by reason code, ordered by code.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    /// <summary>Events that came after one that they should have preceded; 0 offline.</summary>
    public required long OutOfTurn { get; init; }

    /// <summary>Partitions per topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>From the first look at the files to the last event processed.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The part of <see cref="Elapsed"/> that the first look through the files took.</summary>
    public required TimeSpan Survey { get; init; }

    /// <summary>The process's peak resident memory, bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Most events that waited in memory for their turn.</summary>
    public required int MostWaiting { get; init; }

    /// <summary>The detector's time per event that half of the events did not exceed.</summary>
    public required TimeSpan P50 { get; init; }

    /// <summary>The detector's time per event that 99 of 100 events did not exceed.</summary>
    public required TimeSpan P99 { get; init; }

    public required int Flags { get; init; }

    public required int Holds { get; init; }

    /// <summary>Flags per typology, in the order of the typologies; only those that occur.</summary>
    public required IReadOnlyDictionary<Typology, int> Typologies { get; init; }

    /// <summary>Versions of the models behind the flags, ordered.</summary>
    public required IReadOnlyList<string> ModelVersions { get; init; }

    public long RejectedLines => Rejected.Values.Sum();

    public double EventsPerSecond => Elapsed > TimeSpan.Zero ? Events / Elapsed.TotalSeconds : 0;
}
