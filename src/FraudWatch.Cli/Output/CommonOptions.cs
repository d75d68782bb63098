using System.CommandLine;

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
            HelpName = "TEXT",
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

    public static Option<int> Limit()
    {
        var option = new Option<int>("--limit")
        {
            HelpName = "N",
            Description = $"At most so many, newest first (default {DefaultLimit}).",
            DefaultValueFactory = _ => DefaultLimit,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is < 1 or > MaxLimit)
            {
                result.AddError($"--limit: expected a number from 1 to {MaxLimit}.");
            }
        });
        return option;
    }
}
