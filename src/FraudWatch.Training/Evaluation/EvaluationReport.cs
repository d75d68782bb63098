using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FraudWatch.Training.Evaluation;

/// <summary>The figures for people and for programs.</summary>
internal static class EvaluationReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static string Json(EvaluationResult result) => JsonSerializer.Serialize(result, Indented);

    /// <summary>A table in plain text; a figure that cannot be had is a dash.</summary>
    public static string Table(EvaluationResult result)
    {
        var text = new StringBuilder();
        Row(text, "precision", result.Precision, $"{result.TruePositives} of {result.Flagged} flagged accounts are fraud");
        Row(text, "recall", result.Recall, $"of {result.Truth.GetValueOrDefault(TruthRecord.Fraud)} fraud accounts");
        Row(text, "average precision", result.AveragePrecision, "accounts by highest score");
        Row(text, "groups in time", result.GroupsInTime, "half the members flagged before the first payout");
        Row(text, "customers flagged", result.Customers, "false positives");
        Row(text, "victims flagged", result.Victims, "false positives");
        Row(text, "hold precision", result.HoldPrecision, "fraud among accounts with a policy hold");
        Row(text, "value held", result.ValueHeld, "diamonds of fraud accounts withdrawn under a hold");
        Section(text, "recall by typology", result.Typologies);
        if (result.LookAlikes is not null)
        {
            Section(text, "look-alikes flagged", result.LookAlikes);
        }

        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IReadOnlyDictionary<string, Proportion> rows)
    {
        text.AppendLine().AppendLine(title);
        foreach ((string name, Proportion value) in rows)
        {
            Row(text, "  " + name, value, "");
        }
    }

    private static void Row(StringBuilder text, string name, Proportion? value, string note) =>
        Row(text, name, value?.Ratio, value is null ? note : $"{value.Part} of {value.Whole} {note}");

    private static void Row(StringBuilder text, string name, double? value, string note)
    {
        string figure = value is null ? "–" : value.Value.ToString("F4", CultureInfo.InvariantCulture);
        text.AppendLine($"{name,-22} {figure,7}  {note}".TrimEnd());
    }
}
