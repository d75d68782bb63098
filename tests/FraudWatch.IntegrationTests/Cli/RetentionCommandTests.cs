using FraudWatch.Detection.Decisions;
using FraudWatch.IntegrationTests.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Cli;

[Collection(StorageTests.Name)]
public sealed class RetentionCommandTests(PostgresServer server)
{
    [Fact]
    public async Task What_went_is_on_stdout_and_what_stays_with_its_reason_on_stderr()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(
            server, new Decision(MonthSamples.Flag(1, "2020-03")), new Decision(MonthSamples.Flag(2, "2020-04", FlagStatus.Open)), new Decision(MonthSamples.Flag(3, "2025-12")));

        CommandOutcome first = await FlagsAndHoldsProgram.RunAsync(db, "retention");
        CommandOutcome second = await FlagsAndHoldsProgram.RunAsync(db, "retention", "--keep", "30d", "--keep-decisions", "30d", "--keep-audit", "400d");

        Assert.Equal((0, "decisions 2020-03"), (first.Status, Assert.Single(first.Lines)));
        Assert.Contains($"stays: decisions 2020-04: flags not confirmed or dismissed: 1, such as {Samples.FlagId(2)}", first.Error, StringComparison.Ordinal);
        Assert.Contains("months of decisions: 1 dropped, 1 stay, 0 left for the next run.", first.Error, StringComparison.Ordinal);
        Assert.Equal((0, "decisions 2025-12"), (second.Status, Assert.Single(second.Lines)));
    }

    [Theory]
    [InlineData("--keep-outbox: expected a duration such as", "--keep-outbox", "soon")]
    [InlineData("--keep-decisions: expected at least 30d; found '29d'", "--keep-decisions", "29d")]
    [InlineData("--keep-audit: expected at least 30d; found '1h'", "--keep-audit", "1h")]
    public async Task Wrong_usage_is_status_2_and_says_what_was_expected(string expected, params string[] options)
    {
        CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(await server.SharedAsync(), ["retention", .. options]);

        Assert.Equal(2, outcome.Status);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }
}
