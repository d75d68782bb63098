using System.Security.Cryptography;
using System.Text.Json;

namespace FraudWatch.Detection.Events;

/// <summary>
/// The keys by which the audit vouches for what people did (contract §1). The function that writes the audit signs with one of them;
/// whoever reads an action from a topic or a file asks here first. Immutable.
/// </summary>
public sealed class ActionKeys
{
    /// <summary>Length of a key, in bytes.</summary>
    public const int KeyBytes = 32;

    private const string Signature = "signature";

    private static readonly JsonDocumentOptions OneOfEach = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, byte[]> _keys;

    /// <exception cref="ArgumentException">A key has not <see cref="KeyBytes"/> bytes, or an id comes twice.</exception>
    public ActionKeys(IEnumerable<KeyValuePair<string, byte[]>> keys)
    {
        _keys = new Dictionary<string, byte[]>(keys, StringComparer.Ordinal);
        foreach ((string id, byte[] key) in _keys)
        {
            if (key.Length != KeyBytes)
            {
                throw new ArgumentException($"expected a key of {KeyBytes} bytes, found {key.Length} under {id}", nameof(keys));
            }
        }
    }

    /// <summary>No keys: nothing is vouched for.</summary>
    public static ActionKeys None { get; } = new([]);

    public int Count => _keys.Count;

    /// <summary>
    /// Says why the audit does not vouch for a message that was read as an action, or <see cref="Rejection.None"/>.
    /// <paramref name="unknownKey"/> is the id it names when no key has it: somebody else may know more keys.
    /// </summary>
    public Rejection Judge(ReadOnlySpan<byte> message, out string? unknownKey)
    {
        unknownKey = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(message.ToArray(), OneOfEach);
            if (TextOf(json.RootElement, "key_id") is not string id || TextOf(json.RootElement, Signature) is not string signature)
            {
                return Not("expected the audit's signature and key_id, found none");
            }

            if (!_keys.TryGetValue(id, out byte[]? key))
            {
                unknownKey = id;
                return Not("expected the key_id of a key of the audit, found another");
            }

            byte[] right = HMACSHA256.HashData(key, CanonicalForm.Of(json.RootElement, except: Signature).Span);
            return CryptographicOperations.FixedTimeEquals(right, Bytes(signature)) ? Rejection.None : Not("expected the signature of what the event says, found another");
        }
        catch (Exception unlike) when (unlike is JsonException or FormatException or InvalidOperationException)
        {
            // In this order: a member twice, a fraction, half a surrogate pair.
            return Not("expected what the audit signs, found members twice, fractions or broken text");
        }
    }

    private static Rejection Not(string detail) => new(RejectReason.NotVouchedFor, detail);

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Lower-case hexadecimal only: a signature has one spelling.</summary>
    private static byte[] Bytes(string signature) =>
        signature.Length == 2 * HMACSHA256.HashSizeInBytes && signature.All(char.IsAsciiHexDigit) && !signature.Any(char.IsAsciiLetterUpper) ? Convert.FromHexString(signature) : [];
}
