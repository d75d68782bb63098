namespace FraudWatch.Replay;

/// <summary>One line of a file. The bytes belong to the reader and are good until its next line.</summary>
public readonly ref struct FileLine
{
    internal FileLine(ReadOnlySpan<byte> bytes, long number, long length)
    {
        Bytes = bytes;
        Number = number;
        Length = length;
    }

    /// <summary>The line without its line end; empty for one longer than its reader keeps.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Number of the line in its file, from 1.</summary>
    public long Number { get; }

    /// <summary>Length in bytes, also of a line whose bytes were not kept.</summary>
    public long Length { get; }

    /// <summary>False when the line was too long to keep.</summary>
    public bool IsWhole => Bytes.Length == Length;
}
