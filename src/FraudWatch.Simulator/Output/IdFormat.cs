using System.Text;
using Bogus;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Output;

/// <summary>
/// How a platform writes its tokens. Each is a bijection of 64 random bits, so that nothing about its bearer can be read off it;
/// economies differ in the alphabet, the length and whether the kind of token shows.
/// </summary>
internal sealed class IdFormat(IdFormat.Style style, ulong key)
{
    /// <summary>The longest token, in bytes.</summary>
    public const int MostBytes = 36;

    /// <summary>The alphabets a platform may use.</summary>
    public enum Style
    {
        /// <summary>A letter for the kind and 13 digits in base 32.</summary>
        Base32,

        /// <summary>16 hexadecimal digits, the kind nowhere.</summary>
        Hexadecimal,

        /// <summary>20 decimal digits, the kind nowhere.</summary>
        Decimal,

        /// <summary>In the shape of a UUID.</summary>
        Uuid,

        /// <summary>The kind, an underscore and 16 hexadecimal digits.</summary>
        Prefixed,
    }

    private static ReadOnlySpan<byte> Base32 => "0123456789abcdefghjkmnpqrstvwxyz"u8;

    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    /// <summary>Half of the economies write base 32, the others share the rest.</summary>
    public static IdFormat Draw(Randomizer random) =>
        new(random.Bool() ? Style.Base32 : random.Enum(Style.Base32), AgentRandom.Mix((ulong)random.Long(0)));

    /// <summary>Writes the token and returns its length.</summary>
    public int Write(Span<byte> target, byte kind, ulong value)
    {
        switch (style)
        {
            case Style.Base32:
                target[0] = kind;
                for (int i = 13; i > 0; i--, value >>= 5)
                {
                    target[i] = Base32[(int)(value & 31)];
                }

                return 14;
            case Style.Hexadecimal:
                Digits(target[..16], value);
                return 16;
            case Style.Decimal:
                for (int i = 19; i >= 0; i--, value /= 10)
                {
                    target[i] = (byte)('0' + value % 10);
                }

                return 20;
            case Style.Uuid:
                return Dashed(target, value, AgentRandom.Mix(value ^ key));
            default:
                target[0] = kind;
                target[1] = (byte)'_';
                Digits(target.Slice(2, 16), value);
                return 18;
        }
    }

    public string Text(char kind, ulong value)
    {
        Span<byte> target = stackalloc byte[MostBytes];
        return Encoding.ASCII.GetString(target[..Write(target, (byte)kind, value)]);
    }

    private static int Dashed(Span<byte> target, ulong first, ulong second)
    {
        Span<byte> digits = stackalloc byte[32];
        Digits(digits[..16], first);
        Digits(digits[16..], second);
        int at = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (i is 8 or 12 or 16 or 20)
            {
                target[at++] = (byte)'-';
            }

            target[at++] = digits[i];
        }

        return at;
    }

    private static void Digits(Span<byte> target, ulong value)
    {
        for (int i = target.Length - 1; i >= 0; i--, value >>= 4)
        {
            target[i] = Hex[(int)(value & 15)];
        }
    }
}
