using FraudWatch.IntegrationTests.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Cli;

[Collection(StorageTests.Name)]
public sealed class MigrateCommandTests(PostgresServer server)
{
    [Fact]
    public async Task A_current_database_is_left_alone_and_an_unreachable_one_is_named()
    {
        CommandOutcome current = await FlagsAndHoldsProgram.RunAsync(await server.SharedAsync(), "migrate");
        Assert.Equal((0, ""), (current.Status, current.Output));
        Assert.Contains("current", current.Error, StringComparison.Ordinal);

        CommandOutcome away = await FlagsAndHoldsProgram.RunAsync("Host=127.0.0.1;Port=9;Username=x;Database=y;Timeout=2", "migrate");
        Assert.Equal(1, away.Status);
        Assert.Contains("127.0.0.1", away.Error, StringComparison.Ordinal);
    }
}
