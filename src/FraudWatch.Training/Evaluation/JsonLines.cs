using System.Text;
using System.Text.Json;
using FraudWatch.Replay;
using FraudWatch.Terminal;

namespace FraudWatch.Training.Evaluation;

/// <summary>Reads <c>.jsonl</c> and <c>.jsonl.gz</c> files line by line; what cannot be read is reported with its file and line.</summary>
internal static class JsonLines
{
    /// <summary>A flag lists all its accounts, so lines are far longer than those of events.</summary>
    private const int LongestLine = 512 * 1024 * 1024;

    /// <summary>Reads every line that is not blank and, with <paramref name="mustContain"/>, has that text in it.</summary>
    /// <exception cref="CommandFailure">The file is missing, or a line is not what <paramref name="read"/> expects.</exception>
    public static List<T> Read<T>(string path, Func<JsonElement, T> read, string? mustContain = null)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(mustContain ?? "");
        var found = new List<T>();
        try
        {
            using LineReader reader = LineReader.Open(path, LongestLine);
            while (reader.TryRead(out FileLine line))
            {
                if (!line.IsWhole)
                {
                    throw new CommandFailure($"{path}:{line.Number}: expected one JSON object of at most {LongestLine} bytes, found {line.Length}");
                }

                if (line.Bytes.IndexOf(wanted) >= 0)
                {
                    found.Add(Parse(path, line, read));
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"evaluate: {unreadable.Message}", unreadable);
        }

        return found;
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

    private static T Parse<T>(string path, in FileLine line, Func<JsonElement, T> read)
    {
        try
        {
            var reader = new Utf8JsonReader(line.Bytes);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return !reader.Read() ? read(document.RootElement) : throw new FormatException("expected one JSON object, found something behind it");
        }
        catch (JsonException broken)
        {
            throw new CommandFailure($"{path}:{line.Number}: expected one JSON object, found: {Shortened(line.Bytes)} ({broken.Message})", broken);
        }
        catch (FormatException wrong)
        {
            throw new CommandFailure($"{path}:{line.Number}: {wrong.Message}", wrong);
        }
    }

    private static string Shortened(ReadOnlySpan<byte> line) => line.Length <= 80 ? Encoding.UTF8.GetString(line) : Encoding.UTF8.GetString(line[..80]) + "…";
}
