using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FraudWatch.Detection.Scoring;

/// <summary>
/// The bytes of a <c>.fwm</c> file, little-endian: the magic "FWMODEL1", the whole file's length, the sections one after the
/// other (four letters, length, content), and the SHA-256 of everything before it. The same model always gives the same
/// bytes, and only bytes that <see cref="Write"/> gives are read.
/// </summary>
public static class ModelFormat
{
    /// <summary>The version of the layout; a reader refuses all others.</summary>
    public const int Version = 1;

    /// <summary>Far above any real model (100 trees of 31 leaves take 90 KB); what is larger is refused before it is hashed.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    private const int HeaderLength = 16;
    private const int ChecksumLength = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "FWMODEL\0"u8;

    /// <exception cref="ArgumentException">The model is too large for the format.</exception>
    public static byte[] Write(ScoringModel model)
    {
        ModelWriter writer = new();
        writer.Bytes(Magic);
        writer.UInt32(Version);
        writer.UInt32(0);
        ModelSections.Write(writer, model);
        byte[] file = writer.ToArray(ChecksumLength);
        if (file.Length > MaxLength)
        {
            throw new ArgumentException($"Model {model.Id} takes {file.Length} bytes: the format holds at most {MaxLength}.");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), (uint)file.Length);
        SHA256.HashData(file.AsSpan(0, file.Length - ChecksumLength), file.AsSpan(file.Length - ChecksumLength));
        return file;
    }

    /// <exception cref="ModelFormatException">The bytes are not a sound model; says which part, what was expected and what found.</exception>
    public static ScoringModel Read(ReadOnlySpan<byte> file)
    {
        RequireHeader(file);
        RequireChecksum(file);
        ModelReader reader = new(file[HeaderLength..^ChecksumLength]);
        return ModelSections.Read(ref reader);
    }

    private static void RequireHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length is < HeaderLength + ChecksumLength or > MaxLength)
        {
            throw new ModelFormatException("header", $"expected {HeaderLength + ChecksumLength} to {MaxLength} bytes, found {file.Length}");
        }

        if (!file.StartsWith(Magic))
        {
            throw new ModelFormatException("header", $"expected the magic {Convert.ToHexString(Magic)}, found {Convert.ToHexString(file[..Magic.Length])}: not a FraudWatch model");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (version != Version)
        {
            throw new ModelFormatException("header", $"expected format version {Version}, found {version}");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[12..]);
        if (length != file.Length)
        {
            throw new ModelFormatException("header", $"expected {length} bytes, found {file.Length}: the file was cut short or added to");
        }
    }

    private static void RequireChecksum(ReadOnlySpan<byte> file)
    {
        Span<byte> actual = stackalloc byte[ChecksumLength];
        SHA256.HashData(file[..^ChecksumLength], actual);
        if (!actual.SequenceEqual(file[^ChecksumLength..]))
        {
            throw new ModelFormatException("checksum", $"expected SHA-256 {Convert.ToHexStringLower(file[^ChecksumLength..])}, found {Convert.ToHexStringLower(actual)}: the file is damaged");
        }
    }
}
