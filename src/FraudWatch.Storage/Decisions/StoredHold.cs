using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>What the record holds of a policy hold, as far as the next version needs it.</summary>
/// <param name="DetectorVersion">The detector's last version; 0 for a hold not yet in the record.</param>
/// <param name="DeskVersion">How often it was changed in the database.</param>
/// <param name="Status">Its present status.</param>
/// <param name="EndedAt">When it ended, Unix milliseconds; null while active.</param>
/// <param name="ExpiresAt">When it ends by itself, Unix milliseconds.</param>
public readonly record struct StoredHold(int DetectorVersion, int DeskVersion, HoldStatus Status, long? EndedAt, long ExpiresAt)
{
    /// <summary>
    /// How many of the desk's changes the detector still has to hear of: an answer takes one of them over into its own versions.
    /// </summary>
    public int DeskAfter(bool answersAction) => answersAction && DeskVersion > 0 ? DeskVersion - 1 : DeskVersion;

    /// <summary>
    /// The detector's next version as it is recorded and published, or null for one that the record has already.
    /// A hold that a person released or renewed stays so, whatever the detector, which does not know yet, says of it.
    /// </summary>
    public Hold? Next(Hold decided, bool answersAction) =>
        decided.Version <= DetectorVersion ? null
        : DeskAfter(answersAction) == 0 ? decided
        : decided with { Version = decided.Version + DeskAfter(answersAction), Status = Status, EndedAt = EndedAt, ExpiresAt = ExpiresAt };
}
