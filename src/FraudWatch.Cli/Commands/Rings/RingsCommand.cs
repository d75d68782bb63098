using System.CommandLine;
using System.CommandLine.Parsing;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Graph;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Rings;

/// <summary><c>rings FILE --window 7d --max-length 6 [--strict]</c>: counts the temporal simple cycles of a bare edge list.</summary>
public static class RingsCommand
{
    public static Command Create()
    {
        Argument<string> file = new(ValueName.File) { Description = "Edge list, 'src dst unix_seconds' a line; .gz is unpacked, - is standard input." };
        Option<long> window = new("--window")
        {
            HelpName = ValueName.Time,
            Description = "Most time from a cycle's first edge to its last, such as 3600s, 90m, 12h or 7d.",
            Required = true,
            CustomParser = ParseWindow,
        };
        Option<int> maxLength = NumberOption.RequiredWhole(
            "--max-length", (CycleSearchOptions.ShortestCycle, CycleSearchOptions.LongestCycle), "Most edges of a cycle.");
        Option<bool> strict = new("--strict") { Description = "Times must increase strictly; otherwise the line order breaks equal times." };

        Command command = new("rings", "Count the temporal simple cycles in a bare edge list; JSON on stdout.") { file, window, maxLength, strict };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            new CycleSearchOptions
            {
                Window = parsed.GetValue(window),
                MaxLength = parsed.GetValue(maxLength),
                Strict = parsed.GetValue(strict),
                WorkBudget = long.MaxValue,
                KeepBest = 0,
            },
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string file, CycleSearchOptions options, TextWriter output)
    {
        EdgeList edges = EdgeList.Read(file);
        output.WriteLine(RingCount.Of(edges, options, TimeProvider.System).ToJson());
        return ExitStatus.Done;
    }

    private static long ParseWindow(ArgumentResult argument)
    {
        string text = argument.Tokens.Count == 0 ? "" : argument.Tokens[0].Value;
        if (!TimeText.TryParseSeconds(text, out long seconds))
        {
            argument.AddError($"--window: expected a whole number with s, m, h or d, such as 3600s, 12h or 7d; found '{text}'.");
        }

        return seconds;
    }
}
