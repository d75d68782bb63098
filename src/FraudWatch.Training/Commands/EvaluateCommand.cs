using System.CommandLine;
using FraudWatch.Terminal;
using FraudWatch.Training.Evaluation;

namespace FraudWatch.Training.Commands;

/// <summary><c>evaluate</c>: compares flags and holds with the truth.</summary>
public static class EvaluateCommand
{
    public static Command Create()
    {
        var truth = new Option<string>("--truth") { HelpName = ValueName.File, Description = "truth.jsonl of a simulated economy.", Required = true };
        var flags = new Option<string>("--flags") { HelpName = ValueName.File, Description = "flags.jsonl, last version of each flag.", Required = true };
        var holds = new Option<string?>("--holds") { HelpName = ValueName.File, Description = "holds.jsonl, for hold precision." };
        var lookAlikes = new Option<string?>("--look-alikes") { HelpName = ValueName.File, Description = "look-alikes.jsonl, for a row for each archetype." };
        var events = new Option<string[]>("--events")
        {
            HelpName = ValueName.File,
            Description = "Event files with the withdrawals, for the value held; needs --holds.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = new Option<bool>("--json") { Description = "The figures as one JSON object." };
        var command = new Command("evaluate", "Precision, recall and their kin, counted in accounts.")
        {
            truth, flags, holds, events, lookAlikes, json,
        };
        command.SetAction(parsed =>
        {
            List<TruthRecord> known = EvaluationFiles.Truth(parsed.GetValue(truth)!);
            EvaluationResult result = Evaluator.Evaluate(new EvaluationInput
            {
                Truth = known,
                Flags = EvaluationFiles.Flags(parsed.GetValue(flags)!),
                Holds = parsed.GetValue(holds) is { } holdFile ? EvaluationFiles.Holds(holdFile) : null,
                Withdrawals = Withdrawals(parsed.GetValue(events), known),
                LookAlikes = parsed.GetValue(lookAlikes) is { } lookAlikeFile ? EvaluationFiles.LookAlikes(lookAlikeFile) : null,
            });
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? EvaluationReport.Json(result) + "\n" : EvaluationReport.Table(result));
            return ExitStatus.Done;
        });
        return command;
    }

    private static List<Withdrawal>? Withdrawals(string[]? files, List<TruthRecord> truth)
    {
        if (files is not { Length: > 0 })
        {
            return null;
        }

        var fraud = truth.Where(t => t.Label == TruthRecord.Fraud).Select(t => t.AccountId).ToHashSet(StringComparer.Ordinal);
        return EvaluationFiles.Withdrawals(files, fraud);
    }
}
