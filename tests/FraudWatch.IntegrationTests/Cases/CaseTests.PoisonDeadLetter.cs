using System.Text;
using FraudWatch.IntegrationTests.House;
using FraudWatch.IntegrationTests.Worker;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

public sealed partial class CaseTests
{
    /// <summary><c>poison-dead-letter</c>: a rejected message as large as a producer's own limit allows. Its letter, with headers, is larger.</summary>
    [Fact]
    public async Task Poison_dead_letter()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        string begin = "{\"event_id\":\"pl3\",\"type\":\"coin.purchased\",\"occurred_at\":\"2026-11-30T03:00:00.000Z\",\"account_id\":\"poison\",\"note\":\"";
        string poison = begin + new string('x', 999_900 - begin.Length - 2) + "\"}";
        string file = Write("poison.jsonl", string.Join('\n', Purchase("okE"), poison, Purchase("okF")) + "\n");
        await system.PublishAsync([file]);

        using (ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.100")))
        {
            WorkerStatusView status = await system.WaitUntilCommittedAsync(worker, 3);
            Assert.Equal((3, 1, 1), (status.Events, status.Rejected, status.DeadLetters));
        }

        Assert.Equal(poison, Encoding.UTF8.GetString(Assert.Single(system.ReadTopic("fraudwatch-dead-letters")).Message.Value));
        ProgramRun listed = await Launcher.RunAsync("deadletters", "list", "--bootstrap-servers", system.Broker.BootstrapServers);
        Assert.Contains("too_large", listed.Output, StringComparison.Ordinal);
        using ProgramProcess again = system.StartWorker();
        await system.WaitForStatusAsync(again, status => status.State == "ready" && status.CommittedMessages == 3);
    }

    private static string Purchase(string id) =>
        $$"""
        {"event_id":"{{id}}","type":"coin.purchased","occurred_at":"2026-11-30T03:00:00.000Z","account_id":"a1","order_id":"o{{id}}","coins":100,"price_usd":1.29,"currency":"USD","channel":"ios","storefront_country":"US","instrument_id":"i1","instrument_country":"US"}
        """;
}
