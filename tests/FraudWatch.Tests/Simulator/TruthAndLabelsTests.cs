using System.Text;
using FraudWatch.Simulator;
using Xunit;

namespace FraudWatch.Tests.Simulator;

public sealed class TruthAndLabelsTests
{
    private static readonly SimulationOptions Options = new() { Payers = 3_000, Seed = 3 };
    private static readonly SimulatedEconomy Economy = SimulatedEconomy.Of(Options);

    private static readonly Dictionary<string, string> Truth = SimulatedEconomy.Lines(Economy.Truth)
        .ToDictionary(t => t.GetProperty("account_id").GetString()!, t => t.GetProperty("label").GetString()!);

    [Fact]
    public void The_events_never_say_who_is_who()
    {
        string events = Encoding.UTF8.GetString(Economy.CoinEvents) + Encoding.UTF8.GetString(Economy.GiftEvents);

        Assert.DoesNotContain("\"fraud\"", events, StringComparison.Ordinal);
        Assert.All(Economy.Simulation.Groups.Keys, typology => Assert.DoesNotContain(typology, events, StringComparison.Ordinal));
        Assert.All(
            SimulatedEconomy.Lines(Economy.Truth).Select(t => t.GetProperty("group_id").GetString()!).Distinct(),
            group => Assert.DoesNotContain(group[1..], events, StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_of_fraud_accounts_are_spread_like_all_others()
    {
        string[] all = [.. Economy.Events().Select(e => e.GetProperty("account_id").GetString()!).Distinct().Order(StringComparer.Ordinal)];
        double[] places = [.. Truth.Where(t => t.Value == "fraud").Select(t => Array.BinarySearch(all, t.Key, StringComparer.Ordinal))
            .Where(rank => rank >= 0).Select(rank => rank / (double)all.Length)];

        Assert.Single(all.Select(id => id.Length).Distinct());
        Assert.InRange(places.Average(), 0.40, 0.60);
        Assert.InRange(places.Select(p => Math.Abs(p - 0.5)).Average(), 0.2, 0.3);
    }

    [Fact]
    public void The_truth_names_each_account_once_and_only_those_seen()
    {
        var seen = Economy.Events().SelectMany(e => new[] { "account_id", "recipient_id" }.Where(f => e.TryGetProperty(f, out _)).Select(f => e.GetProperty(f).GetString())).ToHashSet();

        Assert.All(Truth.Keys, account => Assert.Contains(account, seen));
        Assert.All(Truth.Values, label => Assert.Contains(label, new[] { "fraud", "policy", "customer", "victim" }));
    }

    [Fact]
    public void The_first_payout_of_a_group_is_a_withdrawal_of_a_member()
    {
        var withdrawals = Economy.Events().Where(e => e.GetProperty("type").GetString() == "diamond.withdrawn")
            .Select(e => (e.GetProperty("account_id").GetString(), e.GetProperty("occurred_at").GetString())).ToHashSet();
        var paid = SimulatedEconomy.Lines(Economy.Truth).Where(t => t.GetProperty("first_payout_at").GetString() is not null)
            .GroupBy(t => (Group: t.GetProperty("group_id").GetString(), At: t.GetProperty("first_payout_at").GetString())).ToList();

        Assert.NotEmpty(paid);
        Assert.All(paid, group => Assert.Contains(group, member => withdrawals.Contains((member.GetProperty("account_id").GetString(), group.Key.At))));
    }

    [Fact]
    public void A_payout_before_the_groups_first_gift_to_itself_is_honest_income()
    {
        var groupOf = SimulatedEconomy.Lines(Economy.Truth).ToDictionary(t => t.GetProperty("account_id").GetString()!, t => t.GetProperty("group_id").GetString()!);
        var fed = Economy.Events().Where(e => e.GetProperty("type").GetString() == "gift.sent")
            .Select(e => (From: groupOf.GetValueOrDefault(e.GetProperty("account_id").GetString()!), To: groupOf.GetValueOrDefault(e.GetProperty("recipient_id").GetString()!), At: e.GetProperty("occurred_at").GetString()!))
            .Where(g => g.From is not null && g.From == g.To).GroupBy(g => g.From!).ToDictionary(g => g.Key, g => g.Select(f => f.At).Order(StringComparer.Ordinal).First());
        var paid = SimulatedEconomy.Lines(Economy.Truth).Where(t => t.GetProperty("first_payout_at").GetString() is not null).ToList();

        Assert.NotEmpty(paid);
        Assert.All(paid, t => Assert.True(
            string.CompareOrdinal(fed[t.GetProperty("group_id").GetString()!], t.GetProperty("first_payout_at").GetString()) <= 0, t.GetRawText()));
    }

    [Fact]
    public void Labels_become_known_in_order_before_the_end_and_not_before_they_hold()
    {
        var labels = SimulatedEconomy.Lines(Economy.Labels).ToList();

        Assert.All(labels, l => Assert.True(l.GetProperty("effective_at").GetDateTimeOffset() <= l.GetProperty("known_at").GetDateTimeOffset()));
        Assert.All(labels, l => Assert.True(l.GetProperty("known_at").GetDateTimeOffset() < Options.End));
        Assert.Equal(labels.Select(l => l.GetProperty("known_at").GetString()).Order(StringComparer.Ordinal), labels.Select(l => l.GetProperty("known_at").GetString()));
        Assert.All(labels, l => Assert.InRange(l.GetProperty("confidence").GetDouble(), 0.1, 1));
    }

    [Fact]
    public void Labels_find_part_of_the_fraud_and_are_sometimes_wrong()
    {
        var labels = SimulatedEconomy.Lines(Economy.Labels)
            .Select(l => (Subject: l.GetProperty("subject").GetString()!, Fraud: l.GetProperty("label").GetString() == "fraud")).ToList();
        string[] guilty = [.. Truth.Where(t => t.Value == "fraud").Select(t => t.Key)];
        var accused = labels.Where(l => l.Fraud).Select(l => l.Subject).ToHashSet(StringComparer.Ordinal);

        Assert.InRange(guilty.Count(accused.Contains) / (double)guilty.Length, 0.2, 0.85);
        Assert.Contains(accused, a => Truth.GetValueOrDefault(a) != "fraud");
        Assert.Contains(labels, l => !l.Fraud && Truth.GetValueOrDefault(l.Subject) == "fraud");
    }

    [Fact]
    public void Knowledge_comes_from_every_source_there_is()
    {
        var sources = new long[] { 3, 4, 5 }.SelectMany(seed => SimulatedEconomy.Lines(SimulatedEconomy.Of(Options with { Seed = seed }).Labels))
            .Select(l => l.GetProperty("source").GetString()!).Distinct().Order();

        Assert.Equal(new[] { "analyst", "appeal", "chargeback", "partner", "random_audit", "test_purchase", "user_report" }, sources);
    }

    [Fact]
    public void Knowing_takes_time_and_is_about_fraud_far_more_often_than_about_honesty()
    {
        var labels = SimulatedEconomy.Lines(Economy.Labels).ToList();
        double[] delays = [.. labels.Where(l => l.GetProperty("label").GetString() == "fraud" && Truth.GetValueOrDefault(l.GetProperty("subject").GetString()!) == "fraud")
            .Select(l => (l.GetProperty("known_at").GetDateTimeOffset() - l.GetProperty("effective_at").GetDateTimeOffset()).TotalDays).Order()];
        var subjects = labels.Select(l => l.GetProperty("subject").GetString()!).ToHashSet(StringComparer.Ordinal);
        var seen = Economy.Events().Select(e => e.GetProperty("account_id").GetString()!).ToHashSet(StringComparer.Ordinal);
        double KnownOf(string? label) => Share(seen.Where(a => Truth.GetValueOrDefault(a) == label).ToList(), subjects);

        Assert.InRange(delays[delays.Length / 2], 4, 30);
        Assert.True(KnownOf("fraud") > 3 * KnownOf(null), $"{KnownOf("fraud")} of the fraud and {KnownOf(null)} of the honest accounts have a label");
    }

    [Fact]
    public void A_chargeback_tells_of_its_account_on_the_day_it_comes_and_not_before()
    {
        var first = Economy.Events().Where(e => e.GetProperty("type").GetString() == "coin.charged_back")
            .GroupBy(e => e.GetProperty("account_id").GetString()!).ToDictionary(g => g.Key, g => g.First().GetProperty("occurred_at").GetString());
        var told = SimulatedEconomy.Lines(Economy.Labels).Where(l => l.GetProperty("source").GetString() == "chargeback").ToList();

        Assert.NotEmpty(told);
        Assert.All(told, l => Assert.Equal(first[l.GetProperty("subject").GetString()!], l.GetProperty("known_at").GetString()));
    }

    private static double Share(List<string> accounts, HashSet<string> among) => accounts.Count(among.Contains) / (double)accounts.Count;
}
