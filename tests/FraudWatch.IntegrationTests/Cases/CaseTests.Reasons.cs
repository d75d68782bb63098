using System.Text.Json;
using FraudWatch.IntegrationTests.House;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <content>What flags tell an analyst.</content>
public sealed partial class CaseTests
{
    [Fact]
    public async Task Reasons_that_say_nothing_are_in_no_flag()
    {
        string economy = Path.Combine(_folder, "E");
        await SucceedAsync("simulate", "--payers", "500", "--days", "15", "--seed", "3", "--out", economy);
        await SucceedAsync("replay", Path.Combine(economy, "coin-events.jsonl"), Path.Combine(economy, "gift-events.jsonl"), "--out", Path.Combine(_folder, "D"));

        JsonElement[] reasons =
        [
            .. File.ReadLines(Path.Combine(_folder, "D", "flags.jsonl")).SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("reasons").EnumerateArray()),
        ];
        Assert.True(reasons.Length > 100, $"expected more than 100 reasons, found {reasons.Length}");
        Assert.All(reasons, reason =>
        {
            (decimal value, decimal usual) = (reason.GetProperty("value").GetDecimal(), reason.GetProperty("usual").GetDecimal());
            bool lessIsWorse = reason.GetProperty("code").GetString() is "FAST_WITHDRAWAL" or "SENDERS_MADE_TOGETHER";
            Assert.True(lessIsWorse ? value < usual : value > usual, reason.GetProperty("text").GetString());
        });
    }

    private static async Task SucceedAsync(params string[] arguments)
    {
        ProgramRun run = await Launcher.RunAsync(arguments);
        Assert.True(run.Status == 0, run.Errors);
    }
}
