using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>What the record holds of a flag, as far as the next version needs it.</summary>
/// <param name="DetectorVersion">The detector's last version; 0 for a flag not yet in the record.</param>
/// <param name="DeskVersion">How often it was changed in the database.</param>
/// <param name="Status">Its present status.</param>
/// <param name="RaisedAt">When it was raised, Unix milliseconds: the month that it stands in.</param>
/// <param name="Skipped">Numbers passed over, since they were told with what the record no longer holds.</param>
public readonly record struct StoredFlag(int DetectorVersion, int DeskVersion, FlagStatus Status, long RaisedAt, int Skipped = 0)
{
    /// <summary>The last one published.</summary>
    public int Version => DetectorVersion + DeskVersion + Skipped;

    /// <summary>
    /// How many of the desk's changes the detector still has to hear of: an answer takes one of them over into its own versions.
    /// </summary>
    public int DeskAfter(bool answersAction) => answersAction && DeskVersion > 0 ? DeskVersion - 1 : DeskVersion;

    /// <summary>
    /// The detector's next version as it is recorded and published, or null for one that the record has already.
    /// While the detector has not heard of all that people decided, the status is theirs: its versions go on bringing evidence,
    /// and a flag that it still calls open stays confirmed or dismissed. The time it was raised stays the record's, even where a detector
    /// that began anew with other models came to it at another moment: an id stands in one month.
    /// </summary>
    public Flag? Next(Flag decided, bool answersAction)
    {
        if (decided.Version <= DetectorVersion)
        {
            return null;
        }

        Flag next = DetectorVersion == 0 || decided.RaisedAt == RaisedAt ? decided : decided with { RaisedAt = RaisedAt };
        next = Skipped == 0 ? next : next with { Version = next.Version + Skipped };
        return DeskAfter(answersAction) == 0 ? next : next with { Version = next.Version + DeskAfter(answersAction), Status = Status };
    }
}
