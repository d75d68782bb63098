using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace FraudWatch.Terminal;

/// <summary>
/// Options whose value is a number. What is no number, or none of the range, is wrong usage that says the range and what was found; a
/// comma is no decimal point.
/// </summary>
public static class NumberOption
{
    /// <summary>A whole number that is <paramref name="otherwise"/> when not given.</summary>
    public static Option<T> Whole<T>(string name, (T Least, T Most) range, T otherwise, string description)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            HelpName = ValueName.Number,
            Description = description,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => ReadWhole(result, name, range),
        };

    /// <summary>A whole number that may be left out.</summary>
    public static Option<T?> Whole<T>(string name, (T Least, T Most) range, string description)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            HelpName = ValueName.Number,
            Description = description,
            CustomParser = result => ReadWhole(result, name, range),
        };

    /// <summary>A whole number that must be given.</summary>
    public static Option<T> RequiredWhole<T>(string name, (T Least, T Most) range, string description)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            HelpName = ValueName.Number,
            Description = description,
            Required = true,
            CustomParser = result => ReadWhole(result, name, range),
        };

    /// <summary>A number with or without a decimal point that is <paramref name="otherwise"/> when not given.</summary>
    public static Option<double> Real(string name, (double Least, double Most) range, double otherwise, string description) => new(name)
    {
        HelpName = ValueName.Number,
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => ReadReal(result, name, range),
    };

    private static T ReadWhole<T>(ArgumentResult result, string name, (T Least, T Most) range)
        where T : struct, IBinaryInteger<T>
    {
        string found = Found(result);
        if (!T.TryParse(found, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) || value < range.Least || value > range.Most)
        {
            result.AddError($"{name}: expected a number from {range.Least} to {range.Most}, found '{found}'.");
        }

        return value;
    }

    private static double ReadReal(ArgumentResult result, string name, (double Least, double Most) range)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string found = Found(result);

        // Not a number is in no range either.
        if (!double.TryParse(found, Style, CultureInfo.InvariantCulture, out double value) || !(value >= range.Least && value <= range.Most))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: expected {range.Least} to {range.Most}, found '{found}'."));
        }

        return value;
    }

    private static string Found(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
}
