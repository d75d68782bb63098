using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>What the record holds of a policy hold, as far as the next version needs it.</summary>
/// <param name="DetectorVersion">The detector's last version; 0 for a hold not yet in the record.</param>
/// <param name="DeskVersion">How often it was changed in the database.</param>
/// <param name="Status">Its present status.</param>
/// <param name="EndedAt">When it ended, Unix milliseconds; null while active.</param>
/// <param name="ExpiresAt">When it ends by itself, Unix milliseconds.</param>
/// <param name="PlacedAt">When it was placed, Unix milliseconds: the month that it stands in.</param>
public readonly record struct StoredHold(int DetectorVersion, int DeskVersion, HoldStatus Status, long? EndedAt, long ExpiresAt, long PlacedAt)
{
    /// <summary>
    /// How many of the desk's changes the detector still has to hear of: an answer takes one of them over into its own versions.
    /// </summary>
    public int DeskAfter(bool answersAction) => answersAction && DeskVersion > 0 ? DeskVersion - 1 : DeskVersion;

    /// <summary>
    /// The detector's next version as it is recorded and published, or null for one that the record has already.
    /// A hold that a person released or renewed stays so, whatever the detector, which does not know yet, says of it. The time it was
    /// placed stays the record's: an id stands in one month.
    /// </summary>
    public Hold? Next(Hold decided, bool answersAction)
    {
        if (decided.Version <= DetectorVersion)
        {
            return null;
        }

        Hold next = DetectorVersion == 0 || decided.PlacedAt == PlacedAt ? decided : decided with { PlacedAt = PlacedAt };
        return DeskAfter(answersAction) == 0
            ? next
            : next with { Version = next.Version + DeskAfter(answersAction), Status = Status, EndedAt = EndedAt, ExpiresAt = ExpiresAt };
    }
}
