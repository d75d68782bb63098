using FraudWatch.Detection.Features;
using FraudWatch.Training.Evaluation;

namespace FraudWatch.Tests.Simulator.Honesty;

/// <summary>
/// How readable an economy's fraud is. Average precision over all fraud accounts; policy accounts count neither way, everyone
/// else is not fraud. A figure may speak in either direction, so the better of the two counts.
/// </summary>
internal sealed class HonestyAudit
{
    private const int Folds = 4;

    private readonly HashSet<string> _fraud;
    private readonly HashSet<string> _policy;

    public HonestyAudit(SimulatedEconomy economy)
    {
        var truth = SimulatedEconomy.Lines(economy.Truth)
            .ToLookup(t => t.GetProperty("label").GetString(), t => t.GetProperty("account_id").GetString()!);
        (_fraud, _policy) = ([.. truth["fraud"]], [.. truth["policy"]]);
        Accounts = AccountFigures.Measure(economy);
        Features = SchemaFigures.Measure(economy);
    }

    public Dictionary<string, AccountFigures> Accounts { get; }

    public IReadOnlyDictionary<string, float[]> Features { get; }

    public double FraudShare => _fraud.Count / (double)Accounts.Count;

    public double PlainFigure(string figure) => Best(Accounts.Select(a => (a.Key, a.Value[figure])));

    public double Feature(AccountFeature feature) => Best(Features.Select(a => (a.Key, (double)SchemaFigures.Of(a.Value, feature))));

    /// <summary>The figure by account, in its better direction.</summary>
    public double Best(IEnumerable<(string Account, double Value)> figures)
    {
        var all = figures.Where(f => !_policy.Contains(f.Account)).ToList();
        return Math.Max(Precision(all.Select(f => (f.Value, f.Account))), Precision(all.Select(f => (-f.Value, f.Account))));
    }

    public bool IsFraud(string account) => _fraud.Contains(account);

    /// <summary>A logistic regression on the plain figures, each account judged by one that never saw it.</summary>
    /// <param name="planted">A further figure, to see whether a leak would show; null for none.</param>
    public double Regression(Func<string, double>? planted = null)
    {
        var rows = Accounts.Where(a => !_policy.Contains(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => (Account: a.Key, Row: Row(a.Key, a.Value, planted))).ToList();
        var scored = new List<(double, string)>();
        for (int fold = 0; fold < Folds; fold++)
        {
            var seen = rows.Where((_, i) => i % Folds != fold).ToList();
            var model = new LogisticRegression([.. seen.Select(r => r.Row)], [.. seen.Select(r => IsFraud(r.Account))]);
            scored.AddRange(rows.Where((_, i) => i % Folds == fold).Select(r => (model.Score(r.Row), r.Account)));
        }

        return Precision(scored);
    }

    private static double[] Row(string account, AccountFigures figures, Func<string, double>? planted)
    {
        double[] plain = [.. AccountFigures.Plain.Select(f => Math.Log(1 + Math.Max(0, figures[f])))];
        return planted is null ? plain : [.. plain, planted(account)];
    }

    private double Precision(IEnumerable<(double Score, string Account)> ranked) =>
        Evaluator.AveragePrecision(ranked.Select(r => (r.Score, IsFraud(r.Account))), _fraud.Count)!.Value;
}
