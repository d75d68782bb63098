using System.Globalization;
using FraudWatch.Testing.Graph;

namespace FraudWatch.Benchmarks.Patterns;

/// <summary>One labelled laundering attempt of AMLworld: its type and its transfers in time order, self transfers left out.</summary>
internal sealed record Attempt(string Id, string Type, IReadOnlyList<Transfer> Transfers)
{
    public HashSet<string> Accounts { get; } = [.. Transfers.SelectMany(t => new[] { t.From, t.To })];
}

/// <summary>A bank transfer.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="From">Account that pays.</param>
/// <param name="To">Account that is paid.</param>
/// <param name="Dollars">About what it is worth in US dollars.</param>
internal sealed record Transfer(long At, string From, string To, double Dollars);

/// <summary>
/// Reads the labelled attempts where they lie; they may not be copied into the repository. Some accounts take part in up to 32 attempts
/// and would be found by shapes that several attempts make together, so each attempt gets accounts of its own.
/// </summary>
internal static class LabelledAttempts
{
    public static readonly string[] Types = ["FAN-OUT", "FAN-IN", "CYCLE", "RANDOM", "BIPARTITE", "STACK", "SCATTER-GATHER", "GATHER-SCATTER"];

    /// <summary>Rough rates of September 2022, enough to compare amounts within an attempt.</summary>
    private static readonly Dictionary<string, double> Dollars = new()
    {
        ["US Dollar"] = 1,
        ["Euro"] = 1,
        ["UK Pound"] = 1.15,
        ["Swiss Franc"] = 1.02,
        ["Canadian Dollar"] = 0.75,
        ["Australian Dollar"] = 0.68,
        ["Yuan"] = 0.143,
        ["Yen"] = 0.007,
        ["Rupee"] = 0.0125,
        ["Ruble"] = 0.0165,
        ["Mexican Peso"] = 0.05,
        ["Brazil Real"] = 0.19,
        ["Saudi Riyal"] = 0.266,
        ["Shekel"] = 0.29,
        ["Bitcoin"] = 19_500,
    };

    public static List<Attempt> Read() =>
        [.. File.ReadLines(SharedFiles.Path("datasets", "amlworld-HI-Small.patterns.csv")).Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(fields => (Id: fields[0], Type: fields[1]))
            .Select(attempt => new Attempt(attempt.Key.Id, attempt.Key.Type, [.. attempt.Where(f => f[5] != f[6]).Select(ReadTransfer).OrderBy(t => t.At)]))
            .Where(attempt => attempt.Transfers.Count > 0)];

    private static Transfer ReadTransfer(string[] fields)
    {
        double amount = double.Parse(fields[7], CultureInfo.InvariantCulture);
        double rate = Dollars.TryGetValue(fields[8], out double known)
            ? known
            : throw new FormatException($"expected a known currency, found {fields[8]} in pattern {fields[0]}");
        return new Transfer(long.Parse(fields[4], CultureInfo.InvariantCulture) * 1000, $"aml-{fields[0]}-{fields[5]}", $"aml-{fields[0]}-{fields[6]}", amount * rate);
    }
}
