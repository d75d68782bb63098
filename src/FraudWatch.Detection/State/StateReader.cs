using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace FraudWatch.Detection.State;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote, in the same order. A block is checked before a byte of it is used, so that
/// damage ends in a <see cref="StateFormatException"/> and never in a wrong figure. One owner.
/// </summary>
public sealed class StateReader
{
    /// <summary>Bytes of the longest number.</summary>
    private const int LongestCode = 10;

    private readonly Stream _input;
    private readonly byte[] _block = new byte[StateFormat.BlockSize];
    private readonly byte[] _head = new byte[StateFormat.BlockHeaderLength];
    private string _section = "header";
    private long _seed;
    private int _number;
    private int _at;
    private int _end;
    private int _sections;

    /// <summary>Reads the magic and the format version.</summary>
    /// <exception cref="StateFormatException">They are not this program's.</exception>
    public StateReader(Stream input)
    {
        StateFormat.RequireLittleEndian();
        _input = input;
        Span<byte> header = stackalloc byte[StateFormat.HeaderLength];
        Fill(header);
        if (!header.StartsWith(StateFormat.Magic))
        {
            throw Damaged("expected the first bytes of a saved state, found others");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(header[StateFormat.Magic.Length..]);
        if (version != StateFormat.Version)
        {
            throw Damaged($"expected format {StateFormat.Version}, found {version}");
        }
    }

    /// <summary>Begins the section that must come next.</summary>
    /// <exception cref="StateFormatException">Another one comes, or it is damaged.</exception>
    public void Begin(string section)
    {
        _section = section;
        _seed = StateFormat.SeedOf(section);
        _number = 0;
        _at = _end = 0;
        string found = Text();
        if (found != section)
        {
            throw Damaged($"expected section {section}, found {found}");
        }
    }

    /// <summary>Ends the section: it must have been read to its last byte.</summary>
    public void End()
    {
        if (_at != _end || ReadBlock())
        {
            throw Damaged("expected the end of the section, found more");
        }

        _sections++;
    }

    /// <summary>Goes past the section that must come next, unread and unchecked: another reader of the same bytes reads it.</summary>
    /// <exception cref="StateFormatException">The file ends in it, or a block's length cannot be.</exception>
    public void Skip(string section)
    {
        _section = section;
        for (int length = BlockLength(); length > 0; length = BlockLength())
        {
            _input.Position += length;
        }

        _sections++;
    }

    /// <summary>Checks that this was all.</summary>
    public void Finish()
    {
        int before = _sections;
        Begin(StateFormat.End);
        int found = Small();
        if (found != before)
        {
            throw Damaged($"expected {before} sections, found {found}");
        }

        End();
        if (_input.ReadByte() >= 0)
        {
            throw Damaged("expected the end of the file, found more");
        }
    }

    public long Number()
    {
        ulong code = Code();
        return (long)(code >> 1) ^ -(long)(code & 1);
    }

    public int Small()
    {
        long value = Number();
        return value == (int)value ? (int)value : throw Damaged($"expected a number of 32 bits, found {value}");
    }

    public bool Bool() => Code() switch
    {
        0 => false,
        1 => true,
        ulong other => throw Damaged($"expected 0 or 1, found {other}"),
    };

    public long Time()
    {
        ulong code = Code();
        if (code < 2)
        {
            return code == 0 ? long.MinValue : long.MaxValue;
        }

        code -= 2;
        return (long)(code >> 1) ^ -(long)(code & 1);
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[StateFormat.LongestField];
        Raw(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public decimal Exact() => new([Small(), Small(), Small(), Small()]);

    /// <summary>How many things follow.</summary>
    public int Count()
    {
        ulong count = Code();
        return count <= int.MaxValue ? (int)count : throw Damaged($"expected a count, found {count}");
    }

    /// <summary>How many things follow, at most <paramref name="most"/>.</summary>
    public int Count(int most)
    {
        int count = Count();
        return count <= most ? count : throw Damaged($"expected at most {most}, found {count}");
    }

    /// <summary>One of an enum's values.</summary>
    public TEnum Choice<TEnum>()
        where TEnum : struct, Enum
    {
        int number = Small();
        return Choices<TEnum>.TryAt(number, out TEnum value) ? value : throw Damaged($"expected a {typeof(TEnum).Name}, found {number}");
    }

    /// <summary>A part within a part.</summary>
    internal void Part(ISavedState part) => part.Load(this);

    /// <summary>A record of figures.</summary>
    internal T Figures<T>(T into)
        where T : class, ISavedFigures
    {
        into.Exchange(new LoadingFields(this));
        return into;
    }

    /// <summary>A record of figures.</summary>
    internal void Figures<T>(ref T into)
        where T : struct, ISavedFigures => into.Exchange(new LoadingFields(this));

    /// <summary>Records of figures, added to a list.</summary>
    internal void Items<T>(List<T> into)
        where T : struct, ISavedFigures
    {
        for (int left = Count(); left > 0; left--)
        {
            T item = default;
            Figures(ref item);
            into.Add(item);
        }
    }

    public byte[] Bytes()
    {
        int length = Count();

        // A length is believed block by block: a wrong one runs into the section's end before it takes memory.
        var bytes = new byte[Math.Min(length, StateFormat.BlockSize)];
        Raw(bytes);
        for (int read = bytes.Length; read < length; read = bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * read));
            Raw(bytes.AsSpan(read));
        }

        return bytes;
    }

    /// <summary>Values as they lie in memory; the caller knows how many.</summary>
    public void Memory<T>(Span<T> into)
        where T : unmanaged => Raw(MemoryMarshal.AsBytes(into));

    /// <summary>What to throw when the figures read cannot be: says in which section.</summary>
    public StateFormatException Damaged(string problem) => new(_section, problem);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Code()
    {
        byte[] block = _block;
        int at = _at;
        if (at < _end && (uint)at < (uint)block.Length && block[at] < 0x80)
        {
            _at = at + 1;
            return block[at];
        }

        return LongCode();
    }

    private ulong LongCode()
    {
        if (_at == _end)
        {
            RequireBlock();
        }

        ReadOnlySpan<byte> rest = _block.AsSpan(_at, _end - _at);
        ulong value = 0;
        for (int i = 0; i < rest.Length && i < LongestCode; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                _at += i + 1;
                return value;
            }
        }

        throw Damaged("expected a number, found none that ends");
    }

    private void Raw(Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            if (_at == _end)
            {
                RequireBlock();
            }

            int part = Math.Min(into.Length, _end - _at);
            _block.AsSpan(_at, part).CopyTo(into);
            into = into[part..];
            _at += part;
        }
    }

    private void RequireBlock()
    {
        if (!ReadBlock())
        {
            throw Damaged("expected more, found the end of the section");
        }
    }

    /// <summary>False at the section's end.</summary>
    private bool ReadBlock()
    {
        int length = BlockLength();
        _at = 0;
        _end = length;
        Span<byte> block = _block.AsSpan(0, length);
        Fill(block);
        ulong expected = BinaryPrimitives.ReadUInt64LittleEndian(_head.AsSpan(sizeof(int)));
        if (StateFormat.ChecksumOf(block, _seed, _number) != expected)
        {
            throw Damaged($"the checksum of block {_number} does not fit its {length} bytes: they are damaged, or of another section");
        }

        _number++;
        return length > 0;
    }

    /// <summary>Reads the head of the next block.</summary>
    private int BlockLength()
    {
        Fill(_head);
        int length = BinaryPrimitives.ReadInt32LittleEndian(_head);
        return length is >= 0 and <= StateFormat.BlockSize
            ? length
            : throw Damaged($"expected a block of at most {StateFormat.BlockSize} bytes, found a length of {length}");
    }

    private void Fill(Span<byte> into)
    {
        int read = _input.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        if (read < into.Length)
        {
            throw Damaged($"expected {into.Length} bytes more, found the end of the file after {read}");
        }
    }
}
