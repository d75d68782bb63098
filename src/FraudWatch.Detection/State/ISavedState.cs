namespace FraudWatch.Detection.State;

/// <summary>
/// A part of the detector whose state survives a restart: one line in <see cref="FraudDetector"/>'s list of parts, and
/// <see cref="Save"/> and <see cref="Load"/> beside the fields they speak of. A record of
/// plain figures is an <see cref="ISavedFigures"/> instead: one list for both ways.
/// <para>
/// What is saved is the meaning, not the memory: the same state gives the same bytes however it came about. So dictionaries
/// are written sorted, and spare room, free lists and what the next event clears are left out.
/// </para>
/// </summary>
public interface ISavedState
{
    /// <summary>Writes the whole state.</summary>
    void Save(StateWriter to);

    /// <summary>Reads what <see cref="Save"/> wrote into a part that is as new.</summary>
    /// <exception cref="StateFormatException">The bytes are not what was expected; says where.</exception>
    void Load(StateReader from);
}
