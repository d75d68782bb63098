using FraudWatch.Detection.Scoring;

namespace FraudWatch.Detection.Decisions;

/// <summary>A model with the scores, in ten-thousandths, from which its detector acts.</summary>
internal readonly struct ModelBar
{
    private readonly ScoringModel? _model;

    public ModelBar(ScoringModel? model, DetectorPolicy policy)
    {
        _model = model;
        Flag = Bar(policy.Flag, "flag");
        Member = Math.Min(Flag, Bar(policy.Member, "member"));
        Hold = Bar(policy.Hold, "hold");
        Payout = Math.Min(Hold, Bar(policy.Payout, "payout"));
    }

    /// <summary>From here an account opens a flag.</summary>
    public int Flag { get; }

    /// <summary>From here it joins one.</summary>
    public int Member { get; }

    /// <summary>From here it is held.</summary>
    public int Hold { get; }

    /// <summary>From here its payouts wait for a review, which costs an innocent account a delay and no use of it.</summary>
    public int Payout { get; }

    public string ModelVersion => _model?.Id.ToString() ?? "";

    /// <summary>Calibrated probability in ten-thousandths; 0 without a model.</summary>
    public int Score(ReadOnlySpan<float> features) => _model is null ? 0 : (int)Math.Round(_model.Score(features).Probability * 10_000);

    private int Bar(double? fromPolicy, string name)
    {
        if (_model is null)
        {
            return int.MaxValue;
        }

        return (int)Math.Ceiling((fromPolicy ?? _model.Threshold(name)) * 10_000);
    }
}
