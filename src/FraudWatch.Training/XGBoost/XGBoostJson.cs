using System.Globalization;
using System.Text.Json;
using FraudWatch.Detection.Scoring;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training.XGBoost;

/// <summary>
/// Compiles XGBoost 1.7's JSON model to XGBoost's rule: strictly below goes left, NaN follows the split's default, and leaves
/// are floats summed in tree order on top of logit(base_score). What the compiled form cannot hold is refused, not guessed.
/// </summary>
public static class XGBoostJson
{
    private const int Unreached = int.MaxValue;

    /// <exception cref="TrainingException">Not such a model, or one with another objective, booster, classes or categories; says which.</exception>
    public static TreeEnsemble Compile(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Compile(document.RootElement.GetProperty("learner"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new TrainingException($"This is not an XGBoost JSON model that can be compiled: {e.Message}", e);
        }
    }

    private static TreeEnsemble Compile(JsonElement learner)
    {
        JsonElement booster = learner.GetProperty("gradient_booster");
        JsonElement parameters = learner.GetProperty("learner_model_param");
        Expect("booster", booster, "name", "gbtree");
        Expect("objective", learner.GetProperty("objective"), "name", "binary:logistic");
        Expect("model", parameters, "num_class", "0");
        int featureCount = Integer(parameters, "num_feature");
        float baseScore = float.Parse(parameters.GetProperty("base_score").GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
        JsonElement model = booster.GetProperty("model");
        Expect("model", model.GetProperty("gbtree_model_param"), "num_parallel_tree", "1");
        return new TreeEnsemble(
            ScoreRule.XGBoost(BaseMargin(baseScore)),
            featureCount,
            model.GetProperty("trees").EnumerateArray().Select((tree, i) => Tree(tree, i)));
    }

    /// <summary>In float and in this order, as XGBoost computes it.</summary>
    private static float BaseMargin(float baseScore) => baseScore is > 0 and < 1
        ? -MathF.Log((1f / baseScore) - 1f)
        : throw new ArgumentException($"base_score is {baseScore}: expected a probability between 0 and 1.");

    private static DecisionTree Tree(JsonElement tree, int index)
    {
        if (tree.GetProperty("categories_nodes").GetArrayLength() > 0)
        {
            throw new ArgumentException($"tree {index} splits on categories, which the compiled form does not have.");
        }

        int[] left = Values(tree, "left_children", e => e.GetInt32());
        int[] right = Values(tree, "right_children", e => e.GetInt32());
        int[] features = Values(tree, "split_indices", e => e.GetInt32());
        float[] conditions = Values(tree, "split_conditions", e => e.GetSingle());
        bool[] defaultLeft = Values(tree, "default_left", e => e.ValueKind == JsonValueKind.Number ? e.GetInt32() != 0 : e.GetBoolean());
        if (left.Length == 0 || new[] { right.Length, features.Length, conditions.Length, defaultLeft.Length }.Any(length => length != left.Length))
        {
            throw new ArgumentException($"tree {index} has {left.Length} nodes, but arrays of other lengths.");
        }

        int[] places = Places(left, right, index);
        IEnumerable<int> inOrder = Enumerable.Range(0, left.Length).Where(node => places[node] != Unreached).OrderBy(node => places[node] < 0 ? ~places[node] : places[node]);
        return new DecisionTree(
            inOrder.Where(node => places[node] >= 0).Select(node => new TreeSplit(features[node], conditions[node], places[left[node]], places[right[node]], defaultLeft[node])),
            inOrder.Where(node => places[node] < 0).Select(node => (double)conditions[node]));
    }

    /// <summary>
    /// Numbers the splits (0, 1, …) and the leaves (~0, ~1, …) that the root reaches, parents first. XGBoost keeps pruned nodes
    /// in its arrays; they are left out.
    /// </summary>
    private static int[] Places(int[] left, int[] right, int index)
    {
        int[] places = new int[left.Length];
        Array.Fill(places, Unreached);
        Queue<int> open = new([0]);
        int splits = 0;
        int leaves = 0;
        while (open.TryDequeue(out int node))
        {
            if (node < 0 || node >= left.Length || places[node] != Unreached)
            {
                throw new ArgumentException($"tree {index} has a child {node}: expected each of 1 to {left.Length - 1} at most once.");
            }

            bool leaf = left[node] == -1;
            places[node] = leaf ? ~leaves++ : splits++;
            if (!leaf)
            {
                open.Enqueue(left[node]);
                open.Enqueue(right[node]);
            }
        }

        return places;
    }

    private static T[] Values<T>(JsonElement tree, string name, Func<JsonElement, T> read) => [.. tree.GetProperty(name).EnumerateArray().Select(read)];

    private static int Integer(JsonElement element, string name) => int.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static void Expect(string what, JsonElement element, string name, string expected)
    {
        string? found = element.GetProperty(name).GetString();
        if (found != expected)
        {
            throw new ArgumentException($"{what} has {name} '{found}': expected '{expected}'.");
        }
    }
}
