using System.CommandLine;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Output;

/// <summary>Options that several of the analyst's commands take.</summary>
internal static class CommonOptions
{
    public const int DefaultLimit = 50;
    private const int MaxLimit = 1_000_000;

    public static Option<bool> Json() => new("--json") { Description = DecisionLines.Help };

    public static Option<string> Reason()
    {
        var option = new Option<string>("--reason")
        {
            HelpName = ValueName.Text,
            Description = "Why, in words; goes into the record with the database user and the time.",
            Required = true,
        };
        option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(option)))
            {
                result.AddError("--reason: expected some words, found none.");
            }
        });
        return option;
    }

    public static Option<int> Limit() =>
        NumberOption.Whole("--limit", (1, MaxLimit), DefaultLimit, "At most so many, newest first.");
}
