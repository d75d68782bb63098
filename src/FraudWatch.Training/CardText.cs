using System.Text;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training;

/// <summary>The card that ships beside the models: what they were made from, what they do, where they end.</summary>
public static class CardText
{
    private const int FeaturesShown = 15;

    public static string Of(TrainedModel ring, TrainedModel resale)
    {
        var text = new StringBuilder();
        text.Append("# Models\n\nTrained by `./fraudwatch retrain` from events and labels only. Figures are by account on data held out from learning,\nagainst labels: labels miss fraud, so precision is understated.\n");
        Append(text, ring);
        Append(text, resale);
        text.Append("\n## Limits\n\nLearned on simulated economies: validate per region and period before enforcing, and retrain on your own labels.\nScores are probabilities that a platform would label the account as fraud.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, TrainedModel trained)
    {
        text.Append($"\n## {trained.Model.Id}\n\n");
        foreach ((string name, string value) in trained.Model.Card.Facts)
        {
            text.Append($"- {name.Replace('_', ' ')}: {value}\n");
        }

        text.Append("\n| threshold | probability | precision | recall | accounts |\n|---|---|---|---|---|\n");
        AppendThreshold(text, "flag", trained.Thresholds.Flag);
        AppendThreshold(text, "member", trained.Thresholds.Member);
        AppendThreshold(text, "hold", trained.Thresholds.Hold);
        AppendThreshold(text, "payout", trained.Thresholds.Payout);
        text.Append("\nMost used features (splits): ");
        text.Append(string.Join(", ", trained.Features.Take(FeaturesShown).Select(f => $"{f.Feature} {f.Splits}"))).Append('\n');
    }

    private static void AppendThreshold(StringBuilder text, string name, ChosenThreshold? chosen) => text.Append(chosen is null
        ? $"| {name} | out of reach | | | |\n"
        : $"| {name} | {chosen.Threshold:0.0000} | {chosen.Precision:0.00} | {chosen.Recall:0.00} | {chosen.Flagged} |\n");
}
