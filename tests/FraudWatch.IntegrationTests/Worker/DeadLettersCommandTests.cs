using System.Text.Json;
using FraudWatch.IntegrationTests.Cli;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Rejected messages from the worker to a person and back.</summary>
public sealed class DeadLettersCommandTests
{
    private const string Broken = """{"event_id":"e-1","type":"gift.sent","occurred_at":"2026-01-01T00:00:00.000Z","account_id":"u1","recipient_id":"u2"}""";

    private const string Corrected =
        """{"event_id":"e-1","type":"gift.sent","occurred_at":"2026-01-01T00:00:00.000Z","account_id":"u1","recipient_id":"u2","gift_id":"g","quantity":1,"coins":5,"diamonds":2}""";

    [Fact]
    public async Task A_rejected_message_is_listed_shown_corrected_and_sent_again_once()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        string folder = Directory.CreateTempSubdirectory("fraudwatch-letters-").FullName;
        string file = await WriteAsync(folder, "poison.jsonl", Broken);
        CommandOutcome none = await RunAsync(system, "list");
        Assert.Equal((3, "No dead letters match."), (none.Status, none.Error.Trim()));
        await system.PublishAsync([file]);
        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.200"));
        await system.WaitUntilCommittedAsync(worker, 1);

        CommandOutcome listed = await RunAsync(system, "list", "--json");
        string origin = Field(listed.Lines.Single(), "origin");
        Assert.Equal("missing_field", Field(listed.Lines.Single(), "reason"));
        Assert.Equal(Broken, (await RunAsync(system, "show", origin)).Output);

        // As it was: rejected again, under the name of the first.
        Assert.Equal(0, (await RunAsync(system, "requeue", origin)).Status);
        await system.WaitUntilCommittedAsync(worker, 2);
        string again = (await RunAsync(system, "list", "--json")).Lines.Single();
        Assert.Equal((origin, "2"), (Field(again, "origin"), Field(again, "failures")));
        Assert.NotEqual(origin, Field(again, "last_at"));

        // Corrected: taken, and then not to be sent a third time.
        CommandOutcome wrong = await RunAsync(system, "requeue", origin, "--with", await WriteAsync(folder, "wrong.json", "{}"));
        Assert.Equal(1, wrong.Status);
        Assert.Contains("would be rejected again as missing_field", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(system, "requeue", origin, "--with", await WriteAsync(folder, "right.json", Corrected))).Status);
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, 3);
        Assert.Equal(2, end.Rejected);
        CommandOutcome twice = await RunAsync(system, "requeue", origin);
        Assert.Equal(1, twice.Status);
        Assert.Contains("was sent again already", twice.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(system, "list")).Status);
        Assert.Contains(origin, (await RunAsync(system, "list", "--all")).Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_not_there_is_exit_status_3_and_what_cannot_be_an_origin_is_2()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();

        Assert.Equal(3, (await RunAsync(system, "show", "gift-events/0/1")).Status);
        Assert.Equal(3, (await RunAsync(system, "requeue", "gift-events/0/1")).Status);
        Assert.Equal(2, (await RunAsync(system, "show", "gift-events")).Status);
    }

    [Fact]
    public async Task While_Postgres_is_away_the_topic_s_letters_are_there_and_it_is_said_what_is_left_out()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        string nowhere = $"Host=127.0.0.1;Port={LiveSystem.FreePort()};Username=u;Password=p;Database=d";

        CommandOutcome listed = await FlagsAndHoldsProgram.RunAsync(
            nowhere, "deadletters", "list", "--bootstrap-servers", system.Broker.BootstrapServers);

        Assert.Equal(3, listed.Status);
        Assert.Contains("only Postgres has are left out: Postgres at 127.0.0.1 does not answer", listed.Error, StringComparison.Ordinal);
    }

    private static Task<CommandOutcome> RunAsync(LiveSystem system, params string[] arguments) =>
        FlagsAndHoldsProgram.RunAsync((string?)null, ["deadletters", .. arguments, "--bootstrap-servers", system.Broker.BootstrapServers]);

    private static async Task<string> WriteAsync(string folder, string name, string text)
    {
        string file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, text + "\n");
        return file;
    }

    private static string Field(string line, string name)
    {
        using var parsed = JsonDocument.Parse(line);
        return parsed.RootElement.GetProperty(name).ToString();
    }
}
