using System.Security.Cryptography;
using System.Text;

namespace FraudWatch.Detection.Decisions;

/// <summary>Ids made from names, so that every replica and every replay gives the same one (RFC 9562, version 8, over SHA-256).</summary>
public static class NameBasedId
{
    public static Guid Of(params ReadOnlySpan<string> parts)
    {
        byte[] name = Encoding.UTF8.GetBytes(string.Join('\u001f', parts));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
