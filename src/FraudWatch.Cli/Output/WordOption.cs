using System.CommandLine;
using System.CommandLine.Parsing;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Cli.Output;

/// <summary>Options whose values are words of the wire contract.</summary>
internal static class WordOption
{
    /// <summary>An option that takes the wire name of one of the members, and says which there are.</summary>
    public static Option<TEnum?> Of<TEnum>(string name, string description, Func<TEnum, string> wireName)
        where TEnum : struct, Enum
    {
        string words = string.Join(", ", Enum.GetValues<TEnum>().Select(wireName));
        return new Option<TEnum?>(name)
        {
            HelpName = "WORD",
            Description = $"{description}: {words}.",
            CustomParser = result => Parse<TEnum>(result, name, words),
        };
    }

    private static TEnum? Parse<TEnum>(ArgumentResult result, string name, string words)
        where TEnum : struct, Enum
    {
        string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        TEnum? value = Wire.TryParse<TEnum>(found);
        if (value is null)
        {
            result.AddError($"{name}: expected one of {words}; found '{found}'.");
        }

        return value;
    }
}
