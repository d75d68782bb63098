using System.Buffers;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Replay;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;
using static FraudWatch.Testing.Events.SmallEconomy;

namespace FraudWatch.Tests.Decisions;

/// <summary>A flag of thousands: few versions, bounded messages, every member on record (contract §2).</summary>
public sealed class LargeFlagTests
{
    private const int MessageLimit = 256 * 1024;

    [Fact]
    public void A_thousand_mules_on_one_collector_make_few_versions_and_every_one_of_them_is_on_record_and_held()
    {
        DetectorDriver driver = Mules(1000);
        Flag last = driver.Flags.MaxBy(f => f.Accounts.Count)!;
        Decision[] ofFlag = [.. driver.Decisions.Where(d => d.Flag?.FlagId == last.FlagId || d.Growth?.FlagId == last.FlagId)];
        int versions = ofFlag.Count(d => d.Flag is not null);
        Assert.True(versions <= 100, $"expected at most 100 versions, found {versions}");

        var book = new DecisionBook();
        foreach (Decision decision in driver.Decisions)
        {
            book.Record(decision);
        }

        Flag recorded = book.Flags.Single(f => f.FlagId == last.FlagId);
        Assert.True(recorded.Accounts.Count > 900, $"expected most of 1,000 mules in the flag, found {recorded.Accounts.Count}");
        Assert.Equal(recorded.Accounts.Count, recorded.Accounts.Select(a => a.AccountId).Distinct().Count());
        HashSet<string> held = [.. driver.Holds.Select(h => h.AccountId)];
        Assert.All(recorded.Accounts.Where(a => a.Role.IsAccused()), a => Assert.Contains(a.AccountId, held));

        // What is kept for the record is a member or two at a time, so all of it grows as the flag does.
        Assert.True(ofFlag.Sum(d => d.Growth?.Accounts.Count ?? 0) <= 2 * recorded.Accounts.Count);
    }

    [Fact]
    public void Twice_as_many_mules_are_told_in_few_more_versions()
    {
        int some = Mules(300).Decisions.Count(d => d.Flag is { AnchorAccountId: "collector", Detector: Detector.Ring });
        int twice = Mules(600).Decisions.Count(d => d.Flag is { AnchorAccountId: "collector", Detector: Detector.Ring });
        Assert.True(some > 1 && twice <= some + 10, $"{some} versions for 300, {twice} for 600");
    }

    [Fact]
    public void No_message_is_larger_than_256_KB_whatever_the_ids()
    {
        string longest = string.Concat(Enumerable.Repeat("\U0001F600", 61));
        FlagReason reason = new("BOTH_SIDES", new string('<', 400), 1, 0, EvidenceFamily.Graph);
        var flag = new Flag
        {
            FlagId = NameBasedId.Of("flag"),
            CaseId = NameBasedId.Of("case"),
            Detector = Detector.Ring,
            Typology = Typology.MuleFanIn,
            Status = FlagStatus.Open,
            Version = 7,
            Episode = 1,
            AnchorAccountId = longest,
            Score = 0.9999m,
            Accounts = [.. Enumerable.Range(0, 16_000).Select(i => new FlagAccount($"{longest}{i}", AccountRole.Intermediary, i % 10_000 / 10_000m))],
            Reasons = [.. Enumerable.Repeat(reason, 14)],
            CoinsAtRisk = long.MaxValue,
            FirstEventAt = 0,
            RaisedAt = 0,
            UpdatedAt = 0,
            EvidenceEventIds = [.. Enumerable.Repeat(longest, 24)],
            ModelVersion = "ring",
            Truncated = true,
        };
        JsonElement message = Written(json => DecisionJson.WriteMessage(json, new Decision(flag)), out int bytes);
        Assert.InRange(bytes, 1, MessageLimit);
        Assert.Equal((16_000, DecisionJson.MostAccountsInMessage), (message.GetProperty("account_count").GetInt32(), message.GetProperty("accounts").GetArrayLength()));
        Assert.All(message.GetProperty("accounts").EnumerateArray(), a => Assert.True(a.GetProperty("score").GetDecimal() >= 0.98m));

        JsonElement line = Written(json =>
        {
            json.WriteStartObject();
            DecisionJson.WriteMembers(json, flag);
            json.WriteEndObject();
        }, out _);
        Assert.Equal((16_000, 16_000), (line.GetProperty("account_count").GetInt32(), line.GetProperty("accounts").GetArrayLength()));
    }

    private static JsonElement Written(Action<Utf8JsonWriter> write, out int bytes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        bytes = buffer.WrittenCount;
        return JsonDocument.Parse(buffer.WrittenMemory.ToArray()).RootElement;
    }

    private static DetectorDriver Mules(int mules)
    {
        var driver = new DetectorDriver(EagerSetup.Create(dailyHolds: 1_000_000));
        var economy = new SmallEconomy();
        for (int i = 0; i < mules; i++)
        {
            economy.Buy($"o{i}", $"m{i}", 700);
            economy.Gift($"g{i}", $"m{i}", "collector", 700);
            economy.Wait(Minute);
        }

        driver.Feed(economy.Take());
        return driver;
    }
}
