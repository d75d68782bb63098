using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>What the record holds of a hold, as far as the next version needs it.</summary>
/// <param name="DetectorVersion">The detector's last version; 0 for a hold not yet in the record.</param>
/// <param name="DeskVersion">How often it was changed in the database.</param>
/// <param name="Status">Its present status.</param>
/// <param name="EndedAt">When it ended, Unix milliseconds; null while active.</param>
/// <param name="ExpiresAt">When it ends by itself, Unix milliseconds.</param>
/// <param name="PlacedAt">When it was placed, Unix milliseconds: the month that it stands in.</param>
/// <param name="Skipped">Numbers passed over, since they were told with what the record no longer holds.</param>
public readonly record struct StoredHold(int DetectorVersion, int DeskVersion, HoldStatus Status, long? EndedAt, long ExpiresAt, long PlacedAt, int Skipped = 0)
{
    /// <summary>The last one published.</summary>
    public int Version => DetectorVersion + DeskVersion + Skipped;

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
        next = Skipped == 0 ? next : next with { Version = next.Version + Skipped };
        return DeskAfter(answersAction) == 0
            ? next
            : next with { Version = next.Version + DeskAfter(answersAction), Status = Status, EndedAt = EndedAt, ExpiresAt = ExpiresAt };
    }

    /// <summary>
    /// A person's hold as the log tells it, for a record that lacks it or what was done about it since: one that was built anew from the log, or
    /// went back. Null where the record, which people write first, has as much.
    /// </summary>
    public Hold? Recovered(Hold told)
    {
        if (DetectorVersion > 0 || told.Version <= DeskVersion)
        {
            return null;
        }

        long placedAt = DeskVersion == 0 ? told.PlacedAt : PlacedAt;
        long? endedAt = told.EndedAt is long ended ? Math.Max(ended, placedAt) : null;
        return told with { Version = told.Version + Skipped, PlacedAt = placedAt, EndedAt = endedAt };
    }
}
