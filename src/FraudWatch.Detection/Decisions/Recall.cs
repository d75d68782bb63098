namespace FraudWatch.Detection.Decisions;

/// <summary>
/// What the record holds, for a detector whose own memory of it is gone with the start of the log: flags go on under their ids, with the versions,
/// episodes and cases they have, and holds are renewed, lifted and expire.
/// </summary>
/// <param name="Flags">All flags, whatever their status.</param>
/// <param name="Holds">All holds, whatever their status.</param>
public sealed record Recall(IReadOnlyList<RecalledFlag> Flags, IReadOnlyList<RecalledHold> Holds);

/// <summary>A flag as it was published last.</summary>
/// <param name="Flag">As a person sees it.</param>
/// <param name="DetectorVersion">The detector's own last version, which its next one follows.</param>
public sealed record RecalledFlag(Flag Flag, int DetectorVersion);

/// <summary>A hold as it was published last.</summary>
/// <param name="Hold">As a person sees it.</param>
/// <param name="DetectorVersion">The detector's own last version; 0 for a person's hold.</param>
/// <param name="IsChangedByPerson">A person renewed, released or brought it back.</param>
public sealed record RecalledHold(Hold Hold, int DetectorVersion, bool IsChangedByPerson);
