using System.CommandLine;
using System.Text.Json;
using FraudWatch.Cli.Commands.Rings;
using FraudWatch.Testing.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

/// <summary>The command's counts on real graphs against counts that other programs agreed on.</summary>
public sealed class RingsOracleTests
{
    public static TheoryData<string, string, int, int> Quick => new()
    {
        { "bitcoin-alpha", "arrival", 3_600, 8 },
        { "bitcoin-alpha", "arrival", 86_400, 8 },
        { "bitcoin-alpha", "arrival", 259_200, 8 },
        { "bitcoin-alpha", "arrival", 604_800, 8 },
        { "bitcoin-alpha", "strict", 3_600, 8 },
        { "bitcoin-alpha", "strict", 86_400, 8 },
        { "bitcoin-alpha", "strict", 259_200, 8 },
        { "bitcoin-alpha", "strict", 604_800, 8 },
        { "bitcoin-otc", "arrival", 3_600, 8 },
        { "bitcoin-otc", "arrival", 86_400, 8 },
        { "bitcoin-otc", "arrival", 259_200, 8 },
        { "bitcoin-otc", "arrival", 604_800, 8 },
        { "bitcoin-otc", "strict", 3_600, 8 },
        { "bitcoin-otc", "strict", 86_400, 8 },
        { "bitcoin-otc", "strict", 259_200, 8 },
        { "bitcoin-otc", "strict", 604_800, 8 },
        { "collegemsg", "arrival", 3_600, 8 },
        { "collegemsg", "arrival", 86_400, 8 },
        { "collegemsg", "strict", 3_600, 8 },
        { "collegemsg", "strict", 86_400, 8 },
    };

    public static TheoryData<string, string, int, int> Slow => new()
    {
        { "collegemsg", "arrival", 259_200, 8 },
        { "collegemsg", "arrival", 604_800, 6 },
        { "collegemsg", "strict", 259_200, 8 },
        { "collegemsg", "strict", 604_800, 6 },
    };

    [Theory(Skip = SharedFiles.Absent, SkipType = typeof(SharedFiles), SkipUnless = nameof(SharedFiles.AreThere))]
    [MemberData(nameof(Quick))]
    public Task Rings_counts_what_the_oracle_has(string graph, string mode, int window, int maxLength) =>
        AssertEqualsOracle(graph, mode, window, maxLength);

    [Theory(Skip = SharedFiles.Absent, SkipType = typeof(SharedFiles), SkipUnless = nameof(SharedFiles.AreThere))]
    [MemberData(nameof(Slow))]
    [Trait("Category", "Long")]
    public Task Rings_counts_what_the_oracle_has_in_wide_windows(string graph, string mode, int window, int maxLength) =>
        AssertEqualsOracle(graph, mode, window, maxLength);

    private static async Task AssertEqualsOracle(string graph, string mode, int window, int maxLength)
    {
        string[] oracle = File.ReadLines(SharedFiles.Path("oracles", $"cycles-{graph}.tsv"))
            .Select(line => line.Split('\t'))
            .Single(row => row[0] == mode && row[1] == window.ToString());
        string[] arguments = [SharedFiles.Path("datasets", $"{graph}.txt"), "--window", $"{window}s", "--max-length", maxLength.ToString()];
        using StringWriter output = new();
        int status = await RingsCommand.Create().Parse([.. arguments, .. mode == "strict" ? ["--strict"] : Array.Empty<string>()])
            .InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });

        Assert.Equal(0, status);
        using JsonDocument report = JsonDocument.Parse(output.ToString());
        Assert.Equal(0, report.RootElement.GetProperty("truncated").GetInt32());
        Assert.Equal(
            Enumerable.Range(2, maxLength - 1).Select(length => $"{length}: {oracle[length + 1]}"),
            report.RootElement.GetProperty("cycles").EnumerateObject().Select(c => $"{c.Name}: {c.Value}"));
    }
}
