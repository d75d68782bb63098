using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>What the record holds of a flag, as far as the next version needs it.</summary>
/// <param name="DetectorVersion">The detector's last version; 0 for a flag not yet in the record.</param>
/// <param name="DeskVersion">How often it was changed in the database.</param>
/// <param name="Status">Its present status.</param>
public readonly record struct StoredFlag(int DetectorVersion, int DeskVersion, FlagStatus Status)
{
    /// <summary>
    /// The detector's next version as it is recorded and published, or null for one that the record has already.
    /// Once a person has decided, the status is that person's: the detector's versions go on bringing evidence, and a
    /// flag that it still calls open stays confirmed or dismissed.
    /// </summary>
    public Flag? Next(Flag decided) =>
        decided.Version <= DetectorVersion ? null
        : DeskVersion == 0 ? decided
        : decided with { Version = decided.Version + DeskVersion, Status = Status };
}
