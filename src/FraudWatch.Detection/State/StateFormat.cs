using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace FraudWatch.Detection.State;

/// <summary>
/// The bytes of a saved state, little-endian: the magic, the format version, then sections one after the other. A section
/// is a run of blocks, each with its length and a checksum over its bytes, the section's name and the block's number; an
/// empty block ends it. The section <c>end</c> is the last and holds the number of sections before it. A reader checks a
/// block before it uses a byte of it.
/// </summary>
public static class StateFormat
{
    /// <summary>
    /// The version of everything that is saved: raised by whoever adds, removes or changes a saved field. A reader refuses
    /// all others, and the state is rebuilt from the log or from files.
    /// </summary>
    public const int Version = 14;

    /// <summary>Most bytes of a block's content.</summary>
    public const int BlockSize = 1 << 17;

    internal const int HeaderLength = 12;
    internal const int BlockHeaderLength = 12;

    /// <summary>Most bytes of a number or an id, which never lie across two blocks.</summary>
    internal const int LongestField = 16;

    internal const string End = "end";

    internal static ReadOnlySpan<byte> Magic => "FWSTATE\0"u8;

    /// <summary>What the first block of a section starts counting from, so that blocks and sections cannot change places.</summary>
    internal static long SeedOf(string section) => (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(section));

    internal static ulong ChecksumOf(ReadOnlySpan<byte> block, long seed, int number)
    {
        // The seed covers the length too, so that an empty block is not the same in every place.
        return XxHash3.HashToUInt64(block, unchecked(seed + number)) ^ BinaryPrimitives.ReverseEndianness((ulong)block.Length);
    }

    internal static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("expected a little-endian machine: arrays of a state are written as they lie in memory");
        }
    }
}
