namespace FraudWatch.Training.MLNet;

/// <summary>One example in the shape ML.NET reads; the length of <see cref="Features"/> is told by the schema.</summary>
internal sealed class FastTreeRow
{
    public float[] Features { get; init; } = [];

    public bool Label { get; init; }

    public float Weight { get; init; }
}
