using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
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

    /// <summary>Over bare sockets: any client mends a target before it sends it.</summary>
    [Fact]
    public async Task Only_the_exact_path_is_answered_and_every_other_target_is_refused_never_answered_for_another_account()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker();
        await system.WaitForStatusAsync(worker, status => status.State == "ready");
        string[] held = ["zoe", "%7Aoe", "a/b", "..x", "x;y", "zoë"];
        foreach (string account in held)
        {
            await PlaceAsync(system, account, TimeSpan.FromHours(1));
        }

        foreach ((string target, string account) in new[]
        {
            ("/accounts/zoe/holds", "zoe"), ("/accounts/%7Aoe/holds", "zoe"), ("/accounts/%257Aoe/holds", "%7Aoe"), ("/accounts/a%2Fb/holds", "a/b"),
            ("/accounts/a%2fb/holds", "a/b"), ("/accounts/..x/holds", "..x"), ("/accounts/x;y/holds", "x;y"), ("/accounts/zo%C3%AB/holds", "zoë"),
        })
        {
            (int code, string body) = await SendAsync(system.HealthPort, target);
            Assert.True(code == 200, $"{target}: {code} {body}");
            using var told = JsonDocument.Parse(body);
            Assert.Equal((account, 1), (told.RootElement.GetProperty("account_id").GetString(), told.RootElement.GetProperty("holds").GetArrayLength()));
        }

        foreach (string target in new[]
        {
            $"http://127.0.0.1:{system.HealthPort}/accounts/zoe/holds", "http://zoe/accounts/zoe/holds", "/x/../accounts/zoe/holds", "/./accounts/zoe/holds",
            "/accounts/./zoe/holds", "/accounts/x/../zoe/holds", "/accounts/zoe/x/../holds", "/accounts/zoe/./holds", "/accounts/../holds", "/accounts/%2e%2e/holds",
            "/accounts/%2E/holds", "/x/%2e%2e/accounts/zoe/holds", "//accounts/zoe/holds", "/accounts//zoe/holds", "/accounts/zoe//holds", "/accounts//holds", "/accounts/zoe/holds/",
            "/accounts/zoe/holds/x", "/accounts/zoe/holds;x", "/accounts/zoe/holds?x=1", "/accounts/zoe/holds?", "/accounts/zoe/holds#f", "/accounts/zoe/hold%73",
            "/%61ccounts/zoe/holds", "/ACCOUNTS/zoe/holds", "/accounts/zoe/Holds", "/accounts/zo%/holds", "/accounts/zo%zz/holds", "/accounts/zo%e/holds", "/accounts/%ff/holds",
            "/accounts/zo%00/holds", "/accounts/zo\\e/holds", "/accounts/zo\"e/holds", "/accounts/a/b/holds", "/accounts/zoe", "/accounts", "/accounts/" + new string('z', 65) + "/holds",
        })
        {
            (int code, string body) = await SendAsync(system.HealthPort, target);
            Assert.True(code == 400 && !body.Contains("\"holds\"", StringComparison.Ordinal), $"{target}: {code} {body}");
        }
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
        return await new ReviewStore(database).PlaceHoldAsync(new HoldRequest(account, HoldScope.Withdrawal, duration, "a person said so", null) { EvenUnseen = true }, default);
    }

    private static async Task<(HttpStatusCode Code, JsonElement Json)> AskAsync(int port, string account)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/accounts/{Uri.EscapeDataString(account)}/holds"));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, json.RootElement.Clone());
    }

    private static async Task<(int Code, string Body)> SendAsync(int port, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string answer = await reader.ReadToEndAsync();
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
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
