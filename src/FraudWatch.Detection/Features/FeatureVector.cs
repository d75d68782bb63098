using System.Text;
using FraudWatch.Detection.Scoring;

namespace FraudWatch.Detection.Features;

/// <summary>The figures of one account at one moment, in the order of <see cref="AccountFeature"/>.</summary>
public sealed class FeatureVector
{
    /// <summary>Raised when a feature keeps its name but changes its meaning, and when features are added.</summary>
    private const int SchemaVersion = 3;

    private readonly float[] _values = new float[Count];

    /// <summary>How many features there are.</summary>
    public static int Count { get; } = Enum.GetValues<AccountFeature>().Length;

    /// <summary>The names that a model must have been trained on: snake_case of <see cref="AccountFeature"/>.</summary>
    public static FeatureSchema Schema { get; } = new("account", SchemaVersion, Enum.GetNames<AccountFeature>().Select(SnakeCase));

    public ReadOnlySpan<float> Values => _values;

    public float this[AccountFeature feature]
    {
        get => _values[(int)feature];
        set => _values[(int)feature] = value;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool starts = i > 0 && (char.IsUpper(name[i]) || (char.IsDigit(name[i]) && !char.IsDigit(name[i - 1])));
            text.Append(starts ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
