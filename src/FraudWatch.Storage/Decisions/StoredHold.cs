using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>What the record holds of a policy hold, as far as the next version needs it.</summary>
/// <param name="DetectorVersion">The detector's last version; 0 for a hold not yet in the record.</param>
/// <param name="DeskVersion">How often it was changed in the database.</param>
/// <param name="Status">Its present status.</param>
/// <param name="EndedAt">When it ended, Unix milliseconds; null while active.</param>
public readonly record struct StoredHold(int DetectorVersion, int DeskVersion, HoldStatus Status, long? EndedAt)
{
    /// <summary>
    /// The detector's next version as it is recorded and published, or null for one that the record has already.
    /// A hold that a person released stays released, whatever the detector, which may not know yet, says of it.
    /// </summary>
    public Hold? Next(Hold decided) =>
        decided.Version <= DetectorVersion ? null
        : DeskVersion == 0 ? decided
        : decided with { Version = decided.Version + DeskVersion, Status = Status, EndedAt = EndedAt };
}
