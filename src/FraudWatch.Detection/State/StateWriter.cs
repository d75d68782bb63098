using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace FraudWatch.Detection.State;

/// <summary>
/// Writes a state in sections (<see cref="StateFormat"/>) to a stream that it is given and never closes. One owner.
/// Made to be fast: the detection thread stands still while it writes.
/// </summary>
public sealed class StateWriter
{
    private readonly Stream _output;
    private readonly byte[] _block = new byte[StateFormat.BlockSize];
    private readonly byte[] _head = new byte[StateFormat.BlockHeaderLength];
    private readonly XxHash3 _checksums = new();
    private string? _section;
    private long _seed;
    private int _number;
    private int _used;
    private int _sections;

    /// <summary>Writes the magic and the format version.</summary>
    public StateWriter(Stream output)
    {
        StateFormat.RequireLittleEndian();
        _output = output;
        Span<byte> header = stackalloc byte[StateFormat.HeaderLength];
        StateFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[StateFormat.Magic.Length..], StateFormat.Version);
        output.Write(header);
    }

    /// <summary>Begins a section. Sections follow one another.</summary>
    public void Begin(string section)
    {
        if (_section is not null)
        {
            throw new InvalidOperationException($"expected section {_section} to be ended before {section} begins");
        }

        _section = section;
        _seed = StateFormat.SeedOf(section);
        _number = 0;
        _checksums.Reset();
        Text(section);
    }

    /// <summary>Ends the section. Returns a checksum of all its bytes: equal states have equal ones.</summary>
    public ulong End()
    {
        Flush();
        Emit([]);
        _section = null;
        _sections++;
        return _checksums.GetCurrentHashAsUInt64();
    }

    /// <summary>Says that this is all. The stream is not flushed.</summary>
    public void Finish()
    {
        int before = _sections;
        Begin(StateFormat.End);
        Small(before);
        End();
    }

    public void Number(long value) => Code((ulong)((value << 1) ^ (value >> 63)));

    public void Small(int value) => Code((uint)((value << 1) ^ (value >> 31)));

    public void Bool(bool value) => Code(value ? 1UL : 0UL);

    /// <summary>A time, or one of the two that stand for none, which get the two shortest codes.</summary>
    public void Time(long value) => Code(value switch
    {
        long.MinValue => 0UL,
        long.MaxValue => 1UL,
        _ => checked((ulong)((value << 1) ^ (value >> 63)) + 2),
    });

    public void Choice<TEnum>(TEnum value)
        where TEnum : struct, Enum => Small(Choices<TEnum>.NumberOf(value));

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Id(Guid value)
    {
        value.TryWriteBytes(Room(StateFormat.LongestField), bigEndian: true, out int written);
        _used += written;
    }

    /// <summary>A decimal with its scale: 0.9 and 0.90 are told apart, as they are in JSON.</summary>
    public void Exact(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (int part in parts)
        {
            Small(part);
        }
    }

    /// <summary>How many things follow; at least 0.</summary>
    public void Count(int count) => Code((uint)count);

    /// <summary>A part within a part.</summary>
    internal void Part(ISavedState part) => part.Save(this);

    /// <summary>A record of figures.</summary>
    internal void Figures<T>(T figures)
        where T : class, ISavedFigures => figures.Exchange(new SavingFields(this));

    /// <summary>A record of figures.</summary>
    internal void Figures<T>(ref T figures)
        where T : struct, ISavedFigures => figures.Exchange(new SavingFields(this));

    /// <summary>Records of figures with their number.</summary>
    internal void Items<T>(List<T> items)
        where T : struct, ISavedFigures
    {
        Count(items.Count);
        foreach (ref T item in CollectionsMarshal.AsSpan(items))
        {
            Figures(ref item);
        }
    }

    /// <summary>Bytes with their number.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Raw(bytes);
    }

    /// <summary>Values as they lie in memory, without their number. For plain numbers, not for structs with gaps.</summary>
    public void Memory<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Raw(MemoryMarshal.AsBytes(values));

    /// <summary>Seven bits a byte, the last byte below 128. Most figures are small, so the first byte has its own way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Code(ulong code)
    {
        byte[] block = _block;
        int at = _used;
        if (code < 0x80 && (uint)at < (uint)block.Length)
        {
            block[at] = (byte)code;
            _used = at + 1;
            return;
        }

        LongCode(code);
    }

    private void LongCode(ulong code)
    {
        Span<byte> room = Room(StateFormat.LongestField);
        int at = 0;
        for (; code >= 0x80; code >>= 7)
        {
            room[at++] = (byte)(code | 0x80);
        }

        room[at] = (byte)code;
        _used += at + 1;
    }

    private Span<byte> Room(int bytes)
    {
        if (_block.Length - _used < bytes)
        {
            Flush();
        }

        return _block.AsSpan(_used);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _block.Length - _used)
        {
            Flush();
            for (; bytes.Length >= _block.Length; bytes = bytes[_block.Length..])
            {
                Emit(bytes[.._block.Length]);
            }
        }

        bytes.CopyTo(_block.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Flush()
    {
        if (_section is null)
        {
            throw new InvalidOperationException("expected a section to be begun before something is written into it");
        }

        if (_used > 0)
        {
            Emit(_block.AsSpan(0, _used));
            _used = 0;
        }
    }

    private void Emit(ReadOnlySpan<byte> block)
    {
        ulong checksum = StateFormat.ChecksumOf(block, _seed, _number++);
        BinaryPrimitives.WriteInt32LittleEndian(_head, block.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(_head.AsSpan(sizeof(int)), checksum);
        _checksums.Append(_head);
        _output.Write(_head);
        _output.Write(block);
    }
}
