using FraudWatch.Detection.Accounts;

namespace FraudWatch.Detection.Features;

/// <summary>What is usual: a running median of every feature over the accounts judged, in thousandths.</summary>
internal sealed class FeatureNorms
{
    private readonly RunningMedian[] _medians = new RunningMedian[FeatureVector.Count];

    public void Add(FeatureVector figures)
    {
        for (int i = 0; i < _medians.Length; i++)
        {
            _medians[i].Add((long)(figures.Values[i] * 1000));
        }
    }

    public float UsualOf(AccountFeature feature) => _medians[(int)feature].Value / 1000f;
}
