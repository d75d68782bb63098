namespace FraudWatch.Worker.Pipeline;

/// <summary>A message that was processed, and what its bytes were.</summary>
/// <param name="Offset">Where it stands in its partition; −1 for none.</param>
/// <param name="Hash">Of its bytes.</param>
public readonly record struct MessageMark(long Offset, ulong Hash)
{
    public static MessageMark None { get; } = new(-1, 0);
}
