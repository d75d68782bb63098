using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace FraudWatch.Worker;

/// <summary>A section of the settings and the class that it is read into.</summary>
internal sealed record SettingSection(string Path, Type Options);

/// <summary>
/// Looks at the settings before they are read: a name that is none would be passed over without a word, and a value of another form would
/// end in an exception of the binder.
/// </summary>
internal static class SettingNames
{
    private const string Product = "FraudWatch";

    /// <summary>What is wrong, a sentence each.</summary>
    public static IEnumerable<string> Faults(IConfiguration settings, IEnumerable<SettingSection> sections)
    {
        Dictionary<string, Type> known = sections
            .SelectMany(s => s.Options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).Select(p => ($"{s.Path}:{p.Name}", p.PropertyType)))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        HashSet<string> asLetters = [.. known.Keys.Select(Letters)];
        foreach ((string name, string? value) in settings.AsEnumerable().OrderBy(s => s.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is null || !IsMeantForUs(name, asLetters))
            {
                continue;
            }

            if (!known.TryGetValue(name, out Type? type))
            {
                yield return $"{AsWritten(name, name)} is no setting; did you mean {AsWritten(name, Nearest(name, known.Keys))}?";
            }
            else if (!CanBeRead(value, type))
            {
                yield return $"{AsWritten(name, name)}: expected {Form(type)}, found '{value}'";
            }
        }
    }

    /// <summary>Ours, or so near that it was meant to be: a letter wrong in the first part, or one underscore where two divide.</summary>
    private static bool IsMeantForUs(string name, HashSet<string> knownAsLetters)
    {
        string first = name.Split(':')[0];
        bool hasParts = first.Length < name.Length;
        return (hasParts && (first.StartsWith(Product, StringComparison.OrdinalIgnoreCase) || Distance(first.ToUpperInvariant(), Product.ToUpperInvariant()) <= 2))
            || (!hasParts && knownAsLetters.Contains(Letters(name)));
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static string Nearest(string name, IEnumerable<string> known) => known.MinBy(k => Distance(Letters(k), Letters(name)))!;

    /// <summary>As an environment name where <paramref name="given"/> came from the environment.</summary>
    private static string AsWritten(string given, string name)
    {
        string variable = given.Replace(":", "__", StringComparison.Ordinal);
        bool isVariable = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Any(v => string.Equals((string)v.Key, variable, StringComparison.OrdinalIgnoreCase));
        return isVariable ? name.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant() : name;
    }

    private static bool CanBeRead(string value, Type type)
    {
        Type form = Nullable.GetUnderlyingType(type) ?? type;
        if (form == typeof(string) || (value.Length == 0 && form != type))
        {
            return true;
        }

        try
        {
            object? read = TypeDescriptor.GetConverter(form).ConvertFromInvariantString(value);
            return !form.IsEnum || (read is not null && Enum.IsDefined(form, read));
        }
#pragma warning disable CA1031 // Converters throw whatever they like; each means that this is not of the form.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static string Form(Type type)
    {
        Type form = Nullable.GetUnderlyingType(type) ?? type;
        return form.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(form))}"
            : form == typeof(int) || form == typeof(long) ? "a whole number"
            : form == typeof(double) ? "a number such as 0.5"
            : form == typeof(bool) ? "true or false"
            : form == typeof(TimeSpan) ? "a time such as 00:00:30 or 1.00:00:00"
            : form == typeof(Uri) ? "an address"
            : form.Name;
    }

    /// <summary>Letters to change, add or take away to make one word of the other.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
