using FraudWatch.Training.DataSet;

namespace FraudWatch.Training;

/// <summary>Which accounts of an economy are kept out of learning.</summary>
public enum Holdout
{
    None,
    All,

    /// <summary>Those whose first candidate row lies in the last part of the stream.</summary>
    LateAccounts,
}

/// <summary>Rows to learn from and rows held out; an account is only ever on one side.</summary>
public sealed class TrainingSplit
{
    public LabelledRows Learn { get; } = new();

    public LabelledRows Holdout { get; } = new();

    public void Add(CandidateRows rows, IReadOnlyDictionary<string, AccountLabel> labels, Holdout holdout, double share)
    {
        bool[] held = new bool[rows.Accounts.Count];
        switch (holdout)
        {
            case Training.Holdout.All:
                Array.Fill(held, true);
                break;
            case Training.Holdout.LateAccounts:
                // Accounts are numbered in order of their first row.
                Array.Fill(held, true, (int)(held.Length * (1 - share)), held.Length - (int)(held.Length * (1 - share)));
                break;
            default:
                break;
        }

        Learn.Add(rows, labels, account => !held[account]);
        Holdout.Add(rows, labels, account => held[account]);
    }
}
