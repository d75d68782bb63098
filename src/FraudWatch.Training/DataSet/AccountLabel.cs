using System.Text.Json;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;

namespace FraudWatch.Training.DataSet;

/// <summary>What the platform knows of an account at training time.</summary>
/// <param name="IsFraud">True for fraud.</param>
/// <param name="Confidence">0..1.</param>
/// <param name="EffectiveAt">From when it held, Unix milliseconds.</param>
/// <param name="IsSettled">Somebody looked: an analyst, an audit, a partner. A chargeback or a user's report is a claim; many are friendly fraud.</param>
public readonly record struct AccountLabel(bool IsFraud, double Confidence, long EffectiveAt, bool IsSettled)
{
    /// <summary>Which of two labels the platform goes by: a settled one before a claim, then the more confident.</summary>
    public (bool, double) Rank => (IsSettled, Confidence);
}

/// <summary>
/// Reads <c>labels.jsonl</c> (contract §2): per account the label that the platform would go by at a moment. Labels known
/// later do not exist yet. Of several, a settled one wins over a claim, then the more confident, then the one known later.
/// </summary>
public static class LabelFile
{
    /// <exception cref="TrainingDataException">A line is not a label; says which and why.</exception>
    public static Dictionary<string, AccountLabel> Read(string path, long knownUntil)
    {
        var labels = new Dictionary<string, (AccountLabel Label, long KnownAt)>(StringComparer.Ordinal);
        using LineReader reader = LineReader.Open(path);
        while (reader.TryRead(out FileLine line))
        {
            (string subject, AccountLabel label, long knownAt) = Parse(path, line);
            if (knownAt > knownUntil)
            {
                continue;
            }

            if (!labels.TryGetValue(subject, out (AccountLabel Label, long KnownAt) held) || IsBetter(label, knownAt, held))
            {
                labels[subject] = (label, knownAt);
            }
        }

        return labels.ToDictionary(l => l.Key, l => l.Value.Label, StringComparer.Ordinal);
    }

    private static bool IsBetter(in AccountLabel label, long knownAt, in (AccountLabel Label, long KnownAt) held)
    {
        int order = label.Rank.CompareTo(held.Label.Rank);
        return order > 0 || (order == 0 && knownAt > held.KnownAt);
    }

    private static (string Subject, AccountLabel Label, long KnownAt) Parse(string path, in FileLine line)
    {
        try
        {
            var reader = new Utf8JsonReader(line.Bytes);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            string verdict = Text(root, "label");
            bool isFraud = verdict switch
            {
                "fraud" => true,
                "legitimate" => false,
                _ => throw new FormatException($"expected fraud or legitimate in label, found {verdict}"),
            };
            double confidence = root.TryGetProperty("confidence", out JsonElement given) && given.ValueKind == JsonValueKind.Number ? given.GetDouble() : 1;
            if (confidence is not (> 0 and <= 1))
            {
                throw new FormatException($"expected a confidence above 0 and at most 1, found {confidence}");
            }

            bool isSettled = Text(root, "source") is not ("chargeback" or "user_report");
            return (Text(root, "subject"), new AccountLabel(isFraud, confidence, Time(root, "effective_at"), isSettled), Time(root, "known_at"));
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            throw new TrainingDataException($"{path}, line {line.Number}: {wrong.Message}", wrong);
        }
    }

    private static string Text(JsonElement root, string field) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"expected a string in {field}, found none");

    private static long Time(JsonElement root, string field)
    {
        string text = Text(root, field);
        return WireTime.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out long at)
            ? at
            : throw new FormatException($"expected an RFC 3339 time in {field}, found {text}");
    }
}
