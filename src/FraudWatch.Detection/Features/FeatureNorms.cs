using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Features;

/// <summary>What is usual: a running median of every feature over the accounts judged, in thousandths.</summary>
internal sealed class FeatureNorms : ISavedState
{
    private readonly RunningMedian[] _medians = new RunningMedian[FeatureVector.Count];

    public void Add(FeatureVector figures)
    {
        for (int i = 0; i < _medians.Length; i++)
        {
            _medians[i].Add((long)(figures.Values[i] * 1000));
        }
    }

    /// <summary>By name, so that the norms of the features that stay survive a change of the feature list.</summary>
    public void Save(StateWriter to)
    {
        to.Count(_medians.Length);
        for (int i = 0; i < _medians.Length; i++)
        {
            to.Text(((AccountFeature)i).ToString());
            to.Figures(ref _medians[i]);
        }
    }

    /// <summary>A feature that is new starts without a norm; one that is gone takes its own with it.</summary>
    public void Load(StateReader from)
    {
        int saved = from.Count();
        for (int i = 0; i < saved; i++)
        {
            bool isKnown = Enum.TryParse(from.Text(), out AccountFeature feature);
            RunningMedian median = default;
            from.Figures(ref median);
            if (isKnown)
            {
                _medians[(int)feature] = median;
            }
        }
    }

    public float UsualOf(AccountFeature feature) => _medians[(int)feature].Value / 1000f;
}
