using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;

namespace FraudWatch.Training.DataSet;

/// <summary>Keeps the candidates of one detector as they were when the detector considered them: no look-ahead is possible.</summary>
public sealed class CandidateRows(Detector detector) : ICandidateObserver
{
    private readonly Dictionary<string, int> _accountIndex = new(StringComparer.Ordinal);
    private readonly List<string> _accounts = [];
    private readonly List<int> _rowAccount = [];
    private readonly List<long> _rowAt = [];
    private readonly List<float> _values = [];

    public int Count => _rowAccount.Count;

    public IReadOnlyList<string> Accounts => _accounts;

    public void Saw(in Candidate candidate)
    {
        if (candidate.Detector != detector)
        {
            return;
        }

        if (!_accountIndex.TryGetValue(candidate.AccountId, out int account))
        {
            account = _accounts.Count;
            _accountIndex.Add(candidate.AccountId, account);
            _accounts.Add(candidate.AccountId);
        }

        _rowAccount.Add(account);
        _rowAt.Add(candidate.At);
        _values.AddRange(candidate.Features);
    }

    public int AccountOf(int row) => _rowAccount[row];

    public long AtOf(int row) => _rowAt[row];

    public ReadOnlySpan<float> FeaturesOf(int row) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values).Slice(row * FeatureVector.Count, FeatureVector.Count);
}

/// <summary>Shows every candidate to both detectors' rows.</summary>
public sealed class BothDetectors(CandidateRows ring, CandidateRows resale) : ICandidateObserver
{
    public void Saw(in Candidate candidate)
    {
        ring.Saw(candidate);
        resale.Saw(candidate);
    }
}
