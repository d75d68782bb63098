using System.Text.Json;
using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>The keys by which the audit vouches for actions, in a file: <c>{"key_id":"…","key":"64 hexadecimal digits"}</c>, one a line.</summary>
public static class ActionKeysFile
{
    public static string LineOf(string keyId, byte[] key) =>
        $$"""{"key_id":{{JsonSerializer.Serialize(keyId)}},"key":"{{Convert.ToHexStringLower(key)}}"}""";

    /// <exception cref="IOException">It cannot be read, or a line is no key; the message says which and why.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string file)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (line.Length > 0 && !TryAdd(keys, line))
            {
                throw new IOException(
                    $$"""{{file}}, line {{number}}: expected {"key_id":"…","key":"{{2 * ActionKeys.KeyBytes}} hexadecimal digits"}, each id once, found something else""");
            }
        }

        return keys.Count > 0 ? keys : throw new IOException($"{file}: expected at least one key, found none");
    }

    private static bool TryAdd(Dictionary<string, byte[]> keys, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            string id = json.RootElement.GetProperty("key_id").GetString()!;
            byte[] key = Convert.FromHexString(json.RootElement.GetProperty("key").GetString()!);
            return key.Length == ActionKeys.KeyBytes && keys.TryAdd(id, key);
        }
        catch (Exception unlike) when (unlike is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            return false;
        }
    }
}
