using FraudWatch.Detection.Features;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training.DataSet;

/// <summary>
/// Candidates with labels, ready for a learner. Accounts nobody labelled count as legitimate with less weight (most are,
/// some are not: positive-unlabelled learning, Elkan and Noto 2008); an account's weight is spread over its rows. Accounts that
/// only a claim speaks about are left out: a chargeback is a feature already, and learning from it would teach the model to find
/// chargebacks (docs/decisions/0005).
/// </summary>
public sealed class LabelledRows
{
    /// <summary>How much an unlabelled account counts against one known to be legitimate.</summary>
    public const double UnlabelledWeight = 0.5;

    /// <summary>How much a row counts that lies before its account's fraud label took effect: it may still have been honest.</summary>
    public const double BeforeEffectWeight = 0.3;

    private readonly List<float> _values = [];
    private readonly List<bool> _labels = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _accounts = [];

    public int Count => _labels.Count;

    /// <summary>Distinct accounts so far.</summary>
    public int Accounts { get; private set; }

    public int FraudAccounts { get; private set; }

    /// <summary>Number of the account that a row is of, across economies.</summary>
    public int AccountOf(int row) => _accounts[row];

    public bool LabelOf(int row) => _labels[row];

    public ReadOnlySpan<float> FeaturesOf(int row) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values).Slice(row * FeatureVector.Count, FeatureVector.Count);

    /// <summary>Adds the rows of the accounts that <paramref name="take"/> chooses.</summary>
    public void Add(CandidateRows rows, IReadOnlyDictionary<string, AccountLabel> labels, Func<int, bool> take)
    {
        int[] rowsOf = new int[rows.Accounts.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            rowsOf[rows.AccountOf(row)]++;
        }

        bool Counts(int account) => take(account) && !(labels.TryGetValue(rows.Accounts[account], out AccountLabel claim) && !claim.IsSettled);
        int first = Accounts;
        for (int account = 0; account < rows.Accounts.Count; account++)
        {
            FraudAccounts += Counts(account) && labels.TryGetValue(rows.Accounts[account], out AccountLabel label) && label.IsFraud ? 1 : 0;
        }

        Accounts += rows.Accounts.Count;
        for (int row = 0; row < rows.Count; row++)
        {
            int account = rows.AccountOf(row);
            if (Counts(account))
            {
                AddRow(rows, row, labels, first + account, rowsOf[account]);
            }
        }
    }

    public TrainingTable ToTable() => new(FeatureVector.Count, [.. _values], [.. _labels], [.. _weights]);

    private void AddRow(CandidateRows rows, int row, IReadOnlyDictionary<string, AccountLabel> labels, int account, int rowsOfAccount)
    {
        double weight = UnlabelledWeight;
        bool isFraud = false;
        if (labels.TryGetValue(rows.Accounts[rows.AccountOf(row)], out AccountLabel label))
        {
            isFraud = label.IsFraud;
            weight = label.Confidence * (isFraud && rows.AtOf(row) < label.EffectiveAt ? BeforeEffectWeight : 1);
        }

        _values.AddRange(rows.FeaturesOf(row));
        _labels.Add(isFraud);
        _weights.Add((float)(weight / Math.Sqrt(rowsOfAccount)));
        _accounts.Add(account);
    }
}
