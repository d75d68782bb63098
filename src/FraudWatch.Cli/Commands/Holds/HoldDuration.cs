using System.CommandLine;
using System.CommandLine.Parsing;
using FraudWatch.Cli.Output;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary>The option that says how long a hold lasts.</summary>
internal static class HoldDuration
{
    public static Option<TimeSpan> Option() => new("--for")
    {
        HelpName = "TIME",
        Description = "How long: 3600s, 90m, 48h or 7d, at most 90d.",
        Required = true,
        CustomParser = result => ParseDuration(result),
    };

    private static TimeSpan ParseDuration(ArgumentResult result)
    {
        string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (!TimeText.TryParseDuration(found, out TimeSpan duration))
        {
            result.AddError($"--for: expected a duration such as 3600s, 90m, 48h or 7d; found '{found}'.");
        }

        return duration;
    }
}
