namespace FraudWatch.Training.Evaluation;

/// <summary>Compares decisions with the truth, exactly as the contract's <c>evaluate</c> counts.</summary>
public static class Evaluator
{
    public static EvaluationResult Evaluate(EvaluationInput input)
    {
        var truth = input.Truth.ToDictionary(t => t.AccountId, StringComparer.Ordinal);
        IReadOnlyDictionary<string, Accusation> accused = Accusation.ByAccount(input.Flags);
        TruthRecord[] fraud = [.. input.Truth.Where(t => t.Label == TruthRecord.Fraud)];
        var counted = accused.Where(a => LabelOf(truth, a.Key) != TruthRecord.Policy).ToList();
        int hits = counted.Count(a => LabelOf(truth, a.Key) == TruthRecord.Fraud);

        return new EvaluationResult
        {
            Truth = input.Truth.CountBy(t => t.Label).OrderBy(l => l.Key, StringComparer.Ordinal).ToDictionary(l => l.Key, l => l.Value),
            Flagged = counted.Count,
            TruePositives = hits,
            FalsePositives = counted.Count - hits,
            Precision = new Proportion(hits, counted.Count).Ratio,
            Recall = new Proportion(hits, fraud.Length).Ratio,
            AveragePrecision = AveragePrecision(counted.Select(a => (a.Value.Score, LabelOf(truth, a.Key) == TruthRecord.Fraud)), fraud.Length),
            Typologies = Typologies.All.ToDictionary(t => t, t => Accused(fraud.Where(f => f.Typology == t), accused)),
            GroupsInTime = GroupsInTime(fraud, accused),
            Customers = Accused(input.Truth.Where(t => t.Label == TruthRecord.Customer), accused),
            Victims = Accused(input.Truth.Where(t => t.Label == TruthRecord.Victim), accused),
            HoldPrecision = input.Holds is null ? null : HoldPrecision(input.Holds, truth),
            ValueHeld = input.Holds is null || input.Withdrawals is null ? null : ValueHeld(input.Withdrawals, input.Holds, truth),
            LookAlikes = input.LookAlikes is null ? null : ByArchetype(input.LookAlikes, accused),
        };
    }

    /// <summary>
    /// Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the highest down; equal scores count as one step. Positives that
    /// were never ranked add nothing. Null without positives.
    /// </summary>
    public static double? AveragePrecision(IEnumerable<(double Score, bool IsFraud)> ranked, int positives)
    {
        if (positives == 0)
        {
            return null;
        }

        double sum = 0;
        int seen = 0, found = 0;
        foreach (IGrouping<double, (double Score, bool IsFraud)> step in ranked.GroupBy(r => r.Score).OrderByDescending(g => g.Key))
        {
            int foundHere = step.Count(r => r.IsFraud);
            seen += step.Count();
            found += foundHere;
            sum += (double)foundHere / positives * found / seen;
        }

        return sum;
    }

    private static string? LabelOf(Dictionary<string, TruthRecord> truth, string account) => truth.GetValueOrDefault(account)?.Label;

    private static Proportion Accused(IEnumerable<TruthRecord> accounts, IReadOnlyDictionary<string, Accusation> accused)
    {
        TruthRecord[] all = [.. accounts];
        return new Proportion(all.Count(a => accused.ContainsKey(a.AccountId)), all.Length);
    }

    // Half the members flagged before the first payout, or at all when nothing was paid out.
    private static Proportion GroupsInTime(TruthRecord[] fraud, IReadOnlyDictionary<string, Accusation> accused)
    {
        var groups = fraud.GroupBy(f => f.GroupId, StringComparer.Ordinal).ToList();
        return new Proportion(groups.Count(g => 2 * g.Count(IsInTime) >= g.Count()), groups.Count);

        bool IsInTime(TruthRecord member) =>
            accused.TryGetValue(member.AccountId, out Accusation? accusation)
            && (member.FirstPayoutAt is null || accusation.Since < member.FirstPayoutAt);
    }

    private static Proportion HoldPrecision(IEnumerable<HoldRecord> holds, Dictionary<string, TruthRecord> truth)
    {
        string[] held = [.. holds.Where(h => h.ByPolicy).Select(h => h.AccountId).Distinct(StringComparer.Ordinal)
            .Where(a => LabelOf(truth, a) != TruthRecord.Policy)];
        return new Proportion(held.Count(a => LabelOf(truth, a) == TruthRecord.Fraud), held.Length);
    }

    private static Proportion ValueHeld(
        IEnumerable<Withdrawal> withdrawals, IEnumerable<HoldRecord> holds, Dictionary<string, TruthRecord> truth)
    {
        ILookup<string, HoldRecord> byAccount = holds.ToLookup(h => h.AccountId, StringComparer.Ordinal);
        long held = 0, all = 0;
        foreach (Withdrawal withdrawal in withdrawals.Where(w => LabelOf(truth, w.AccountId) == TruthRecord.Fraud))
        {
            all += withdrawal.Diamonds;
            held += byAccount[withdrawal.AccountId].Any(h => h.Stops(withdrawal.At)) ? withdrawal.Diamonds : 0;
        }

        return new Proportion(held, all);
    }

    private static Dictionary<string, Proportion> ByArchetype(
        IReadOnlyDictionary<string, string> lookAlikes, IReadOnlyDictionary<string, Accusation> accused) =>
        lookAlikes.GroupBy(l => l.Value, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new Proportion(g.Count(l => accused.ContainsKey(l.Key)), g.Count()));
}
