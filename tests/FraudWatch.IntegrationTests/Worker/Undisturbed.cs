using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Whatever was done to a run, Postgres and the topic hold what an undisturbed one would have left there.</summary>
internal static class Undisturbed
{
    public static async Task AssertAsync(LiveSystem system, SimulatedStream stream, WorkerStatusView end, ITestOutputHelper output)
    {
        Assert.Equal(0, end.OutOfTurn);
        IReadOnlyList<string> expected = WrittenDecisions.Of(stream.Replay(system.Models, system.PartitionCount));
        IReadOnlyList<string> found = await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString);
        output.WriteLine($"{stream.Lines} lines, {expected.Count} flags and holds");
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
        await system.WaitUntilPublishedAsync();
        await AssertPublishedInOrderAsync(system);
    }

    private static async Task AssertPublishedInOrderAsync(LiveSystem system)
    {
        IReadOnlyList<(string Key, string Kind, string Id, int Version)> outbox = await WrittenDecisions.OutboxAsync(system.Postgres.ConnectionString);
        IReadOnlyList<PublishedDecision> published = AssertNoneGoesBack(system);
        Assert.Equal(outbox.Select(row => (row.Id, row.Version)).Order(), published.Select(decision => (decision.Id, decision.Version)).Distinct().Order());
        Assert.Equal(
            outbox.Select(row => (row.Key, row.Id)).Distinct().Order(),
            published.Select(decision => (decision.Key, decision.Id)).Distinct().Order());
    }

    /// <summary>On the topic a version may come again after a crash, but never another content or an older version as news.</summary>
    /// <returns>All that was published, in order for each key.</returns>
    public static IReadOnlyList<PublishedDecision> AssertNoneGoesBack(LiveSystem system)
    {
        var published = system.ReadTopic("fraud-decisions").Select(PublishedDecision.Read).ToList();
        var firsts = new Dictionary<(string Id, int Version), string>();
        var newest = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (PublishedDecision decision in published)
        {
            if (firsts.TryAdd((decision.Id, decision.Version), decision.Json))
            {
                Assert.Equal(newest.GetValueOrDefault(decision.Id) + 1, decision.Version);
                newest[decision.Id] = decision.Version;
            }
            else
            {
                Assert.Equal(firsts[(decision.Id, decision.Version)], decision.Json);
            }
        }

        return published;
    }
}
