using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>A line that is not an event, with its reason and its bytes unchanged.</summary>
/// <param name="Rejection">Why.</param>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">Number of the line in that file, from 1.</param>
/// <param name="Length">Length of the line in bytes.</param>
public sealed record RejectedLine(Rejection Rejection, string File, long Line, long Length)
{
    /// <summary>The line's own topic where it is known, else the only topic of its file, else null.</summary>
    public Topic? Topic { get; init; }

    /// <summary>Where it was dealt to; null when it has no account id to deal it by.</summary>
    public LogPosition? Position { get; init; }

    /// <summary>The line's bytes; null for one longer than <see cref="LineReader.LongestKept"/>.</summary>
    public byte[]? Bytes { get; init; }
}
