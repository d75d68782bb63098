using FraudWatch.Training.Evaluation;
using Xunit;

namespace FraudWatch.Tests.Training;

/// <summary>The evaluator against the contract's sentences taken one by one, slowly, on thousands of random decisions.</summary>
public sealed class EvaluationTwinTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Labels = [TruthRecord.Fraud, TruthRecord.Fraud, TruthRecord.Policy, TruthRecord.Customer, TruthRecord.Victim];
    private static readonly string[] Roles = ["source", "intermediary", "collector", "member", "payer", "hub", "seller", "sold_account", "buyer", "victim"];
    private static readonly string[] Scopes = ["purchase", "gifting", "exchange", "withdrawal", "account"];

    [Fact]
    public void The_figures_are_the_contracts_on_random_decisions()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            EvaluationInput input = Draw(new Random(seed));
            EvaluationResult result = Evaluator.Evaluate(input);
            var twin = new SlowEvaluator(input);

            Same(seed, "precision", twin.Precision(), result.Precision);
            Same(seed, "recall", twin.Recall(), result.Recall);
            Same(seed, "average precision", twin.AveragePrecision(), result.AveragePrecision);
            Same(seed, "groups in time", twin.GroupsInTime(), result.GroupsInTime.Ratio);
            Same(seed, "customers", twin.FlaggedOf(TruthRecord.Customer), result.Customers.Ratio);
            Same(seed, "victims", twin.FlaggedOf(TruthRecord.Victim), result.Victims.Ratio);
            Same(seed, "hold precision", twin.HoldPrecision(), result.HoldPrecision!.Ratio);
            Same(seed, "value held", twin.ValueHeld(), result.ValueHeld!.Ratio);
            Assert.All(Typologies.All, t => Same(seed, t, twin.RecallOf(t), result.Typologies[t].Ratio));
            Assert.All(result.LookAlikes!, row => Same(seed, row.Key, twin.FlaggedLookAlikes(row.Key), row.Value.Ratio));
        }
    }

    private static void Same(int seed, string figure, double? expected, double? found) =>
        Assert.True(
            expected is null ? found is null : found is not null && Math.Abs(expected.Value - found.Value) < 1e-12,
            $"{figure} of seed {seed}: expected {expected}, found {found}");

    private static EvaluationInput Draw(Random random)
    {
        string[] people = [.. Enumerable.Range(0, random.Next(1, 30)).Select(i => $"a{i}")];
        var payouts = Enumerable.Range(0, 5).ToDictionary(g => $"g{g}", _ => random.Next(3) == 0 ? (DateTimeOffset?)null : Time(random));
        return new EvaluationInput
        {
            Truth = [.. people.Where(_ => random.Next(2) == 0).Select(p => TruthOf(p, random, payouts))],
            Flags = [.. Enumerable.Range(0, random.Next(8)).SelectMany(f => Versions(f, people, random))],
            Holds = [.. Enumerable.Range(0, random.Next(12)).Select(h => HoldOf(h, people, random))],
            Withdrawals = [.. Enumerable.Range(0, random.Next(12)).Select(_ => new Withdrawal(Pick(people, random), Time(random), random.Next(1, 500)))],
            LookAlikes = people.Where(_ => random.Next(4) == 0).ToDictionary(p => p, _ => Pick(["kiosk", "fan_army"], random)),
        };
    }

    private static TruthRecord TruthOf(string account, Random random, Dictionary<string, DateTimeOffset?> payouts)
    {
        string group = Pick([.. payouts.Keys], random);
        return new TruthRecord(account, Pick(Labels, random), Typologies.All[random.Next(4)], group, payouts[group]);
    }

    private static IEnumerable<FlagRecord> Versions(int flag, string[] people, Random random) =>
        Enumerable.Range(1, random.Next(1, 3)).Select(version => new FlagRecord(
            $"f{flag}", version, "circular_gifting", Time(random),
            [.. people.Where(_ => random.Next(5) == 0).Select(p => new FlaggedAccount(
                p, Pick(Roles, random), random.Next(5) / 4.0, random.Next(2) == 0 ? Time(random) : null))]));

    private static HoldRecord HoldOf(int hold, string[] people, Random random) => new(
        $"h{hold}", 1, Pick(people, random), Pick(Scopes, random), Time(random), random.Next(3) == 0 ? null : Time(random), random.Next(3) > 0);

    // Few distinct times, so that equal ones meet.
    private static DateTimeOffset Time(Random random) => Start.AddHours(random.Next(12));

    private static string Pick(string[] items, Random random) => items[random.Next(items.Length)];

    /// <summary>Contract §2, sentence by sentence.</summary>
    private sealed class SlowEvaluator(EvaluationInput input)
    {
        public double? Precision()
        {
            string[] counted = [.. Everyone().Where(a => IsFlagged(a) && LabelOf(a) != "policy")];
            return Ratio(counted.Count(a => LabelOf(a) == "fraud"), counted.Length);
        }

        public double? Recall() => FlaggedOf("fraud");

        public double? FlaggedOf(string label)
        {
            string[] all = [.. Everyone().Where(a => LabelOf(a) == label)];
            return Ratio(all.Count(IsFlagged), all.Length);
        }

        public double? RecallOf(string typology)
        {
            string[] all = [.. input.Truth.Where(t => t.Label == "fraud" && t.Typology == typology).Select(t => t.AccountId)];
            return Ratio(all.Count(IsFlagged), all.Length);
        }

        public double? FlaggedLookAlikes(string archetype)
        {
            string[] all = [.. input.LookAlikes!.Where(l => l.Value == archetype).Select(l => l.Key)];
            return Ratio(all.Count(IsFlagged), all.Length);
        }

        // Accounts ranked by their highest score; at each threshold the precision counts for the recall that it adds.
        public double? AveragePrecision()
        {
            string[] fraud = [.. Everyone().Where(a => LabelOf(a) == "fraud")];
            if (fraud.Length == 0)
            {
                return null;
            }

            double sum = 0, recallBefore = 0;
            string[] ranked = [.. Everyone().Where(a => IsFlagged(a) && LabelOf(a) != "policy")];
            foreach (double threshold in ranked.Select(ScoreOf).Distinct().OrderDescending())
            {
                string[] above = [.. ranked.Where(a => ScoreOf(a) >= threshold)];
                double found = above.Count(a => LabelOf(a) == "fraud");
                sum += (found / fraud.Length - recallBefore) * found / above.Length;
                recallBefore = found / fraud.Length;
            }

            return sum;
        }

        public double? GroupsInTime()
        {
            int all = 0, inTime = 0;
            foreach (string group in input.Truth.Where(t => t.Label == "fraud").Select(t => t.GroupId).Distinct())
            {
                TruthRecord[] members = [.. input.Truth.Where(t => t.Label == "fraud" && t.GroupId == group)];
                DateTimeOffset? payout = members[0].FirstPayoutAt;
                int flagged = members.Count(m => Flaggings(m.AccountId).Any(f => payout is null || f.Since < payout));
                all++;
                inTime += flagged >= members.Length / 2.0 ? 1 : 0;
            }

            return Ratio(inTime, all);
        }

        public double? HoldPrecision()
        {
            string[] held = [.. Everyone().Where(a => LabelOf(a) != "policy" && input.Holds!.Any(h => h.AccountId == a && h.ByPolicy))];
            return Ratio(held.Count(a => LabelOf(a) == "fraud"), held.Length);
        }

        public double? ValueHeld()
        {
            double held = 0, all = 0;
            foreach (Withdrawal withdrawal in input.Withdrawals!)
            {
                if (LabelOf(withdrawal.AccountId) != "fraud")
                {
                    continue;
                }

                all += withdrawal.Diamonds;
                foreach (HoldRecord hold in input.Holds!)
                {
                    bool placedBefore = hold.PlacedAt < withdrawal.At;
                    bool active = hold.EndedAt is null || hold.EndedAt > withdrawal.At;
                    if (hold.AccountId == withdrawal.AccountId && hold.Scope is "withdrawal" or "account" && placedBefore && active)
                    {
                        held += withdrawal.Diamonds;
                        break;
                    }
                }
            }

            return Ratio(held, all);
        }

        private IEnumerable<string> Everyone() =>
            input.Truth.Select(t => t.AccountId).Concat(input.Flags.SelectMany(f => f.Accounts).Select(a => a.AccountId))
                .Concat(input.Holds!.Select(h => h.AccountId)).Distinct();

        private string LabelOf(string account) => input.Truth.FirstOrDefault(t => t.AccountId == account)?.Label ?? "legitimate";

        private bool IsFlagged(string account) => Flaggings(account).Count > 0;

        private double ScoreOf(string account) => Flaggings(account).Max(f => f.Score);

        // Where the last version of a flag names the account in a role other than buyer and victim.
        private List<(double Score, DateTimeOffset Since)> Flaggings(string account)
        {
            var found = new List<(double, DateTimeOffset)>();
            foreach (FlagRecord flag in input.Flags)
            {
                bool isLast = !input.Flags.Any(other => other.FlagId == flag.FlagId && other.Version > flag.Version);
                foreach (FlaggedAccount named in flag.Accounts)
                {
                    if (isLast && named.AccountId == account && named.Role != "buyer" && named.Role != "victim")
                    {
                        found.Add((named.Score, named.AddedAt ?? flag.RaisedAt));
                    }
                }
            }

            return found;
        }

        private static double? Ratio(double part, double whole) => whole == 0 ? null : part / whole;
    }
}
