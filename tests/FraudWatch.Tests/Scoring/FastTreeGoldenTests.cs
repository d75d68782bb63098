using System.Globalization;
using System.Text.Json;
using FraudWatch.Detection.Scoring;
using FraudWatch.Training.Learners;
using Xunit;

namespace FraudWatch.Tests.Scoring;

/// <summary>The file holds a model that Microsoft.ML trained, and the scores and probabilities that Microsoft.ML gave for 400 rows.</summary>
public sealed class FastTreeGoldenTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Scoring", "Golden", "mlnet-fasttree.golden.json"))).RootElement;

    private static readonly TreeEnsemble Ensemble = FastTreeArrays.Compile(
        Golden.GetProperty("featureCount").GetInt32(),
        Golden.GetProperty("slope").GetDouble(),
        Golden.GetProperty("offset").GetDouble(),
        Golden.GetProperty("trees").EnumerateArray().Select(Tree));

    private static readonly (float[] Features, float Score, float Probability)[] Rows =
        [.. Golden.GetProperty("rows").EnumerateArray().Select(row => (Numbers(row, "features"), Number(row.GetProperty("score")), Number(row.GetProperty("probability"))))];

    [Fact]
    public void All_400_scores_and_probabilities_are_those_of_Microsoft_ML_to_the_bit()
    {
        Assert.Equal(400, Rows.Length);
        int exact = Rows.Count(row => SameBits(Ensemble.Score(row.Features), row.Score) && SameBits(Ensemble.LearnerProbability(Ensemble.Score(row.Features)), row.Probability));
        Assert.Equal(400, exact);
    }

    [Fact]
    public void The_file_has_missing_values_and_values_on_a_split()
    {
        Assert.Contains(Rows, row => row.Features.Any(float.IsNaN));
        Assert.Contains(Rows, row => Ensemble.Trees.SelectMany(tree => tree.Splits).Any(split => row.Features[split.Feature] == split.Threshold));
    }

    [Fact]
    public void Scoring_the_rows_in_one_batch_gives_the_same_bits()
    {
        float[] scores = new float[Rows.Length];
        Ensemble.ScoreRows(Rows.SelectMany(row => row.Features).ToArray(), scores);
        Assert.All(Rows.Zip(scores), pair => Assert.True(SameBits(pair.First.Score, pair.Second)));
    }

    [Fact]
    public void XGBoosts_split_rule_on_the_same_trees_is_caught()
    {
        TreeEnsemble wrong = new(ScoreRule.XGBoost(0), Ensemble.FeatureCount, Ensemble.Trees);
        Assert.Contains(Rows, row => !SameBits(wrong.Score(row.Features), row.Score));
    }

    private static bool SameBits(float a, float b) => BitConverter.SingleToUInt32Bits(a) == BitConverter.SingleToUInt32Bits(b);

    private static FastTreeArrays Tree(JsonElement tree) => new(
        Integers(tree, "feature"), Numbers(tree, "threshold"), Integers(tree, "leftChild"), Integers(tree, "rightChild"),
        [.. tree.GetProperty("leafValues").EnumerateArray().Select(value => double.Parse(value.GetString()!, CultureInfo.InvariantCulture))]);

    private static int[] Integers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static float[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(Number)];

    private static float Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? float.NaN : float.Parse(value.GetString()!, CultureInfo.InvariantCulture);
}
