using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FraudWatch.Detection.Events;

/// <summary>
/// What of an action is signed: the same bytes for the same content, whatever the order of the members, the spaces and the escapes.
/// A text is its length in bytes, a colon and itself; members stand in the order of their names' bytes, those that are null left
/// out; numbers are whole. Twin of the SQL function <c>canonical_form</c>.
/// </summary>
internal static class CanonicalForm
{
    /// <summary>The form of an object without one of its members.</summary>
    /// <exception cref="FormatException">It holds a number that is not whole.</exception>
    /// <exception cref="InvalidOperationException">It holds an escape that is half a surrogate pair.</exception>
    public static ReadOnlyMemory<byte> Of(JsonElement signed, string except)
    {
        var to = new ArrayBufferWriter<byte>(512);
        Write(signed, to, except);
        return to.WrittenMemory;
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> to, string? except = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.Write("{"u8);
                foreach ((byte[] name, JsonElement member) in Members(value, except))
                {
                    WriteText(name, to);
                    Write(member, to);
                }

                to.Write("}"u8);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(element, to);
                }

                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteText(Encoding.UTF8.GetBytes(value.GetString()!), to);
                break;
            case JsonValueKind.Number:
                WriteNumber(value.GetRawText(), to);
                break;
            default:
                to.Write(value.ValueKind switch { JsonValueKind.True => "t"u8, JsonValueKind.False => "f"u8, _ => "n"u8 });
                break;
        }
    }

    private static IEnumerable<(byte[] Name, JsonElement Value)> Members(JsonElement value, string? except) => value.EnumerateObject()
        .Where(member => member.Value.ValueKind != JsonValueKind.Null && (except is null || !member.NameEquals(except)))
        .Select(member => (Name: Encoding.UTF8.GetBytes(member.Name), member.Value))
        .OrderBy(member => member.Name, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    private static void WriteText(byte[] text, ArrayBufferWriter<byte> to)
    {
        to.Write(Encoding.ASCII.GetBytes(text.Length.ToString(CultureInfo.InvariantCulture)));
        to.Write(":"u8);
        to.Write(text);
    }

    private static void WriteNumber(string digits, ArrayBufferWriter<byte> to)
    {
        ReadOnlySpan<char> size = digits.AsSpan(digits.StartsWith('-') ? 1 : 0);
        if (digits != "0" && (size[0] == '0' || size.ContainsAnyExceptInRange('0', '9')))
        {
            throw new FormatException($"expected whole numbers, found {digits}");
        }

        to.Write("#"u8);
        to.Write(Encoding.ASCII.GetBytes(digits));
        to.Write(";"u8);
    }
}
