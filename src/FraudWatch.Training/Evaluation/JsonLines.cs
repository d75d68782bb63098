using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FraudWatch.Terminal;

namespace FraudWatch.Training.Evaluation;

/// <summary>Reads <c>.jsonl</c> and <c>.jsonl.gz</c> files line by line; what cannot be read is reported with its file and line.</summary>
internal static class JsonLines
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Reads every line that is not empty and, with <paramref name="mustContain"/>, has that text in it.</summary>
    /// <exception cref="CommandFailure">The file is missing, or a line is not what <paramref name="read"/> expects.</exception>
    public static IEnumerable<T> Read<T>(string path, Func<JsonElement, T> read, string? mustContain = null)
    {
        using StreamReader reader = Open(path);
        for (int number = 1; NextLine(reader, path, number) is { } line; number++)
        {
            if (line.Length > 0 && (mustContain is null || line.Contains(mustContain, StringComparison.Ordinal)))
            {
                yield return Parse(line, read, $"{path}:{number}");
            }
        }
    }

    /// <summary>The text of a field that must be there.</summary>
    public static string Text(this JsonElement line, string field) =>
        line.Field(field, JsonValueKind.String, "a string").GetString()!;

    public static double Real(this JsonElement line, string field) =>
        line.Field(field, JsonValueKind.Number, "a number").GetDouble();

    public static long Whole(this JsonElement line, string field) =>
        line.Field(field, JsonValueKind.Number, "a whole number").TryGetInt64(out long value)
            ? value
            : throw new FormatException($"expected a whole number in \"{field}\", found {line.GetProperty(field).GetRawText()}");

    public static DateTimeOffset Time(this JsonElement line, string field) =>
        line.Field(field, JsonValueKind.String, "an RFC 3339 time").TryGetDateTimeOffset(out DateTimeOffset time)
            ? time
            : throw new FormatException($"expected an RFC 3339 time in \"{field}\", found {line.GetProperty(field).GetRawText()}");

    /// <summary>Null when the field is absent or null.</summary>
    public static DateTimeOffset? TimeOrNull(this JsonElement line, string field) =>
        line.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? line.Time(field) : null;

    public static JsonElement.ArrayEnumerator List(this JsonElement line, string field) =>
        line.Field(field, JsonValueKind.Array, "a list").EnumerateArray();

    private static JsonElement Field(this JsonElement line, string field, JsonValueKind kind, string expected)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"expected an object, found {line.GetRawText()}");
        }

        if (!line.TryGetProperty(field, out JsonElement value))
        {
            throw new FormatException($"expected {expected} in \"{field}\", found no such field");
        }

        return value.ValueKind == kind
            ? value
            : throw new FormatException($"expected {expected} in \"{field}\", found {value.GetRawText()}");
    }

    private static T Parse<T>(string line, Func<JsonElement, T> read, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (JsonException broken)
        {
            throw new CommandFailure($"{place}: expected one JSON object, found: {Shorten(line)} ({broken.Message})", broken);
        }
        catch (FormatException wrong)
        {
            throw new CommandFailure($"{place}: {wrong.Message}", wrong);
        }
    }

    private static string? NextLine(StreamReader reader, string path, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException broken)
        {
            throw new CommandFailure($"{path}:{number}: expected gzip data, found: {broken.Message}", broken);
        }
    }

    private static StreamReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailure($"{path}: expected a file, found none.");
        }

        Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            file = new GZipStream(file, CompressionMode.Decompress);
        }

        return new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferBytes);
    }

    private static string Shorten(string line) => line.Length <= 80 ? line : line[..80] + "…";
}
