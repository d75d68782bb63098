using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>What a payout service is told, and how people's holds end.</summary>
public sealed class HoldEndpointTests(ITestOutputHelper output)
{
    private const int Asked = 2_000;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task An_accounts_holds_are_told_at_once_and_fail_closed_or_open_as_configured_while_Postgres_is_away()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess closed = system.StartWorker();
        await system.WaitForStatusAsync(closed, status => status.State == "ready");
        Guid placed = await PlaceAsync(system, "zo/e?", TimeSpan.FromHours(1));

        (HttpStatusCode code, JsonElement told) = await AskAsync(system.HealthPort, "zo/e?");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal((false, "zo/e?"), (told.GetProperty("degraded").GetBoolean(), told.GetProperty("account_id").GetString()));
        JsonElement hold = Assert.Single(told.GetProperty("holds").EnumerateArray());
        Assert.Equal((placed, "withdrawal", "active"), (hold.GetProperty("hold_id").GetGuid(), hold.GetProperty("scope").GetString(), hold.GetProperty("status").GetString()));
        Assert.Empty((await AskAsync(system.HealthPort, "nobody")).Json.GetProperty("holds").EnumerateArray());
        await MeasureAsync(system.HealthPort);

        await system.Postgres.StopAsync(CancellationToken.None);
        (code, told) = await AskAsync(system.HealthPort, "zo/e?");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (code, told.GetProperty("degraded").GetBoolean()));

        // One that cannot even start without Postgres answers too.
        int openPort = LiveSystem.FreePort();
        using ProgramProcess open = system.StartWorker(("FRAUDWATCH__HOLDS__FAILOPEN", "true"), ("FRAUDWATCH__HEALTH__PORT", $"{openPort}"));
        await system.WaitForStatusAsync(open, _ => true, openPort);
        (code, told) = await AskAsync(openPort, "zo/e?");
        Assert.Equal((HttpStatusCode.OK, true, 0), (code, told.GetProperty("degraded").GetBoolean(), told.GetProperty("holds").GetArrayLength()));

        await open.KillAsync();
        await system.Postgres.StartAgainAsync(CancellationToken.None);
        Assert.Single((await AskUntilKnownAsync(system.HealthPort, "zo/e?")).GetProperty("holds").EnumerateArray());
    }

    [Fact]
    public async Task A_persons_hold_that_ended_while_no_worker_ran_is_published_like_a_release_by_the_next()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using (ProgramProcess first = system.StartWorker())
        {
            await system.WaitForStatusAsync(first, status => status.State == "ready");
            first.Terminate();
            await first.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Guid placed = await PlaceAsync(system, "zoe", TimeSpan.FromSeconds(1));
        await Task.Delay(TimeSpan.FromSeconds(1.5), CancellationToken.None);
        using ProgramProcess second = system.StartWorker();
        await system.WaitForStatusAsync(second, status => status.OutboxPublished >= 3);

        string[] versions = [.. system.ReadTopic("fraud-decisions").Select(PublishedDecision.Read).Where(d => d.Id == placed.ToString()).Select(d => StatusOf(d.Json))];
        Assert.Equal(["active", "expired"], versions);
    }

    private async Task MeasureAsync(int port)
    {
        var times = new List<double>();
        for (int i = 0; i < Asked; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await AskAsync(port, "zo/e?");
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"{Asked} questions over HTTP, one after the other: p50 {times[Asked / 2]:F2} ms, p99 {times[Asked * 99 / 100]:F2} ms");
    }

    private static async Task<Guid> PlaceAsync(LiveSystem system, string account, TimeSpan duration)
    {
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = system.Postgres.ConnectionString });
        return await new ReviewStore(database).PlaceHoldAsync(new HoldRequest(account, HoldScope.Withdrawal, duration, "a person said so", null), default);
    }

    private static async Task<(HttpStatusCode Code, JsonElement Json)> AskAsync(int port, string account)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/accounts/{Uri.EscapeDataString(account)}/holds"));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, json.RootElement.Clone());
    }

    private static async Task<JsonElement> AskUntilKnownAsync(int port, string account)
    {
        using var patience = new CancellationTokenSource(LiveSystem.Patience);
        while (true)
        {
            (HttpStatusCode code, JsonElement told) = await AskAsync(port, account);
            if (code == HttpStatusCode.OK)
            {
                return told;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private static string StatusOf(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.GetProperty("status").GetString()!;
    }
}
