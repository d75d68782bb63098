using System.Buffers.Binary;
using System.Text;

namespace FraudWatch.Detection.Scoring;

/// <summary>
/// Takes a model file apart. Every read checks what is left, and a count is checked against it before anything is allocated,
/// so that a hostile file costs no more than its own length.
/// </summary>
internal ref struct ModelReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _section;
    private ReadOnlySpan<byte> _rest;

    public ModelReader(ReadOnlySpan<byte> content)
        : this(content, "sections")
    {
    }

    private ModelReader(ReadOnlySpan<byte> content, string section)
    {
        _rest = content;
        _section = section;
    }

    public delegate T Content<out T>(ref ModelReader reader);

    /// <summary>The next section, which must have this name.</summary>
    public ModelReader Section(string name)
    {
        string found = Encoding.ASCII.GetString(Take(4));
        if (found != name)
        {
            throw Problem($"expected section {name}, found '{found}'");
        }

        uint length = UInt32();
        if (length > _rest.Length)
        {
            throw Problem($"section {name} claims {length} bytes, found {_rest.Length}");
        }

        return new ModelReader(Take((int)length), name);
    }

    /// <summary>Reads this section to its end; what makes no sense in it is the file's fault.</summary>
    public T Whole<T>(Content<T> read)
    {
        try
        {
            T content = read(ref this);
            RequireEnd();
            return content;
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException(_section, e);
        }
    }

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        byte other => throw Problem($"expected a flag of 0 or 1, found {other}"),
    };

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public float Single() => BitConverter.UInt32BitsToSingle(UInt32());

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>A number of things that take at least <paramref name="bytesEach"/> bytes each.</summary>
    public int Count(int bytesEach)
    {
        uint count = UInt32();
        if (count > _rest.Length / bytesEach)
        {
            throw Problem($"expected at most {_rest.Length / bytesEach} entries in the {_rest.Length} bytes left, found a count of {count}");
        }

        return (int)count;
    }

    public string Text() => Strict.GetString(Take(Count(bytesEach: 1)));

    public readonly void RequireEnd()
    {
        if (!_rest.IsEmpty)
        {
            throw Problem($"expected the end, found {_rest.Length} bytes more");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (_rest.Length < length)
        {
            throw Problem($"expected {length} bytes more, found {_rest.Length}");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private readonly ModelFormatException Problem(string text) => new(_section, text);
}
