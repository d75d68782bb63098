using FraudWatch.Training.Evaluation;
using Xunit;

namespace FraudWatch.Tests.Training;

public sealed class EvaluationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Precision_and_recall_count_accounts_not_flags()
    {
        EvaluationResult result = Evaluate(
            [Fraud("a"), Fraud("b"), Fraud("c"), Fraud("d")],
            [Flag("f1", Named("a"), Named("b"), Named("honest")), Flag("f2", Named("a"))]);

        Assert.Equal(2.0 / 3, result.Precision!.Value, 12);
        Assert.Equal(0.5, result.Recall);
        Assert.Equal((3, 2, 1), (result.Flagged, result.TruePositives, result.FalsePositives));
    }

    [Fact]
    public void Buyers_and_victims_are_named_not_flagged()
    {
        EvaluationResult result = Evaluate(
            [Fraud("seller"), Truth("client", TruthRecord.Customer)],
            [Flag("f", Named("seller", "seller"), Named("client", "buyer"), Named("robbed", "victim"))]);

        Assert.Equal(1, result.Precision);
        Assert.Equal(0, result.Customers.Part);
    }

    [Fact]
    public void A_fraud_account_named_only_as_buyer_is_missed()
    {
        EvaluationResult result = Evaluate([Fraud("a")], [Flag("f", Named("a", "buyer"))]);

        Assert.Equal(0, result.Recall);
        Assert.Null(result.Precision);
    }

    [Fact]
    public void Policy_accounts_count_neither_way()
    {
        EvaluationResult flagged = Evaluate([Fraud("a"), Truth("p", TruthRecord.Policy)], [Flag("f", Named("a"), Named("p"))]);
        EvaluationResult left = Evaluate([Fraud("a"), Truth("p", TruthRecord.Policy)], [Flag("f", Named("a"))]);

        Assert.Equal((1, 1, 0), (flagged.Flagged, flagged.TruePositives, flagged.FalsePositives));
        Assert.Equal(left.Precision, flagged.Precision);
        Assert.Equal(left.AveragePrecision, flagged.AveragePrecision);
    }

    [Fact]
    public void Customers_and_victims_flagged_are_false_positives_with_rows_of_their_own()
    {
        EvaluationResult result = Evaluate(
            [Fraud("a"), Truth("c1", TruthRecord.Customer), Truth("c2", TruthRecord.Customer), Truth("v", TruthRecord.Victim)],
            [Flag("f", Named("a"), Named("c1"), Named("v"))]);

        Assert.Equal(2, result.FalsePositives);
        Assert.Equal(new Proportion(1, 2), result.Customers);
        Assert.Equal(new Proportion(1, 1), result.Victims);
    }

    [Fact]
    public void Average_precision_ranks_accounts_by_their_highest_score()
    {
        // Ranking a(0.9) x(0.8) b(0.5); c is never found: 1/3 · 1 + 1/3 · 2/3.
        EvaluationResult result = Evaluate(
            [Fraud("a"), Fraud("b"), Fraud("c")],
            [Flag("f1", Named("a", score: 0.2), Named("x", score: 0.8)), Flag("f2", Named("a", score: 0.9), Named("b", score: 0.5))]);

        Assert.Equal(1.0 / 3 + 2.0 / 9, result.AveragePrecision!.Value, 12);
    }

    [Fact]
    public void Equal_scores_are_one_step_of_the_average_precision()
    {
        double? tied = Evaluator.AveragePrecision([(0.5, true), (0.5, false)], 1);

        Assert.Equal(0.5, tied);
    }

    [Fact]
    public void Recall_of_a_typology_without_fraud_accounts_is_null()
    {
        EvaluationResult result = Evaluate(
            [Fraud("a"), Fraud("b"), Truth("p", TruthRecord.Policy, "self_gifting")],
            [Flag("f", Named("a"))]);

        Assert.Equal(0.5, result.Typologies["circular_gifting"].Ratio);
        Assert.Null(result.Typologies["self_gifting"].Ratio);
        Assert.Equal(17, result.Typologies.Count);
    }

    [Fact]
    public void A_group_is_in_time_when_half_its_members_are_flagged_before_the_payout()
    {
        TruthRecord[] pair = [Fraud("a", payout: Noon), Fraud("b", payout: Noon)];

        Assert.Equal(1, Evaluate(pair, [Flag("f", Noon.AddMinutes(-1), Named("a"))]).GroupsInTime.Part);
        Assert.Equal(0, Evaluate(pair, [Flag("f", Noon, Named("a"), Named("b"))]).GroupsInTime.Part);
    }

    [Fact]
    public void Less_than_half_of_a_group_is_not_enough()
    {
        TruthRecord[] three = [Fraud("a"), Fraud("b"), Fraud("c")];

        Assert.Equal(0, Evaluate(three, [Flag("f", Named("a"))]).GroupsInTime.Part);
        Assert.Equal(1, Evaluate(three, [Flag("f", Named("a"), Named("c"))]).GroupsInTime.Part);
    }

    [Fact]
    public void A_group_without_payout_is_in_time_when_half_is_flagged_at_all()
    {
        EvaluationResult result = Evaluate(
            [Fraud("a"), Fraud("b", group: "other"), Truth("c", TruthRecord.Customer)],
            [Flag("f", Noon.AddYears(1), Named("a"))]);

        Assert.Equal(new Proportion(1, 2), result.GroupsInTime);
    }

    [Fact]
    public void An_account_that_joined_a_flag_later_was_flagged_later()
    {
        var late = new FlaggedAccount("a", "member", 0.9, Noon.AddHours(1));

        EvaluationResult result = Evaluate([Fraud("a", payout: Noon)], [Flag("f", Noon.AddDays(-1), late)]);

        Assert.Equal(0, result.GroupsInTime.Part);
    }

    [Fact]
    public void Hold_precision_leaves_policy_accounts_and_peoples_holds_out()
    {
        EvaluationInput input = new()
        {
            Truth = [Fraud("a"), Truth("p", TruthRecord.Policy)],
            Flags = [],
            Holds = [Hold("a"), Hold("a", id: "again"), Hold("p"), Hold("honest"), Hold("byHand", policy: false)],
        };

        Assert.Equal(new Proportion(1, 2), Evaluator.Evaluate(input).HoldPrecision);
    }

    [Theory]
    [InlineData("withdrawal", -1, 1, 100)]
    [InlineData("account", -1, 1, 100)]
    [InlineData("exchange", -1, 1, 0)]
    [InlineData("withdrawal", 0, 1, 0)]
    [InlineData("withdrawal", -2, -1, 0)]
    [InlineData("withdrawal", -2, 0, 0)]
    [InlineData("withdrawal", -1, null, 100)]
    public void Value_is_held_by_a_hold_placed_before_and_still_active(string scope, int placedHours, int? endedHours, long held)
    {
        var hold = new HoldRecord(
            "h", 1, "a", scope, Noon.AddHours(placedHours), endedHours is null ? null : Noon.AddHours(endedHours.Value), ByPolicy: true);
        EvaluationInput input = new()
        {
            Truth = [Fraud("a")],
            Flags = [],
            Holds = [hold],
            Withdrawals = [new Withdrawal("a", Noon, 100), new Withdrawal("honest", Noon, 999)],
        };

        Assert.Equal(new Proportion(held, 100), Evaluator.Evaluate(input).ValueHeld);
    }

    [Fact]
    public void What_was_not_given_has_no_figure()
    {
        EvaluationResult result = Evaluate([], []);

        Assert.Null(result.Precision);
        Assert.Null(result.Recall);
        Assert.Null(result.AveragePrecision);
        Assert.Null(result.HoldPrecision);
        Assert.Null(result.ValueHeld);
        Assert.Null(result.GroupsInTime.Ratio);
    }

    [Fact]
    public void The_highest_version_of_a_flag_counts()
    {
        FlagRecord first = Flag("f", Named("a"), Named("honest"));

        EvaluationResult result = Evaluate([Fraud("a")], [first with { Version = 2, Accounts = [Named("a")] }, first]);

        Assert.Equal(1, result.Precision);
    }

    private static EvaluationResult Evaluate(TruthRecord[] truth, FlagRecord[] flags) =>
        Evaluator.Evaluate(new EvaluationInput { Truth = truth, Flags = flags });

    private static TruthRecord Fraud(string account, string group = "g", DateTimeOffset? payout = null) =>
        new(account, TruthRecord.Fraud, "circular_gifting", group, payout);

    private static TruthRecord Truth(string account, string label, string typology = "topup_agent") =>
        new(account, label, typology, "g2", null);

    private static FlaggedAccount Named(string account, string role = "member", double score = 0.9) => new(account, role, score, null);

    private static FlagRecord Flag(string id, params FlaggedAccount[] accounts) => Flag(id, Noon, accounts);

    private static FlagRecord Flag(string id, DateTimeOffset raised, params FlaggedAccount[] accounts) =>
        new(id, 1, "circular_gifting", raised, accounts);

    private static HoldRecord Hold(string account, string id = "h", bool policy = true) =>
        new(id + account, 1, account, "withdrawal", Noon, null, policy);
}
