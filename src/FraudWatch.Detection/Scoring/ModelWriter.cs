using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FraudWatch.Detection.Scoring;

/// <summary>Appends the parts of a model file: little-endian numbers, UTF-8 text behind its length, sections behind theirs.</summary>
internal sealed class ModelWriter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    public void Bytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    public void Byte(byte value) => _buffer.Write([value]);

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Single(float value) => UInt32(BitConverter.SingleToUInt32Bits(value));

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <exception cref="EncoderFallbackException">Half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public void Text(string value)
    {
        byte[] utf8 = Strict.GetBytes(value);
        UInt32((uint)utf8.Length);
        Bytes(utf8);
    }

    public void Section(string name, Action<ModelWriter> content)
    {
        ModelWriter inner = new();
        content(inner);
        Bytes(Encoding.ASCII.GetBytes(name));
        UInt32((uint)inner._buffer.WrittenCount);
        Bytes(inner._buffer.WrittenSpan);
    }

    /// <summary>What was written, with room for <paramref name="extra"/> bytes behind it.</summary>
    public byte[] ToArray(int extra)
    {
        byte[] bytes = new byte[_buffer.WrittenCount + extra];
        _buffer.WrittenSpan.CopyTo(bytes);
        return bytes;
    }
}
