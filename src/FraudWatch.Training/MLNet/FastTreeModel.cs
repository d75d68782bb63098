using FraudWatch.Detection.Scoring;
using FraudWatch.Training.Learners;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace FraudWatch.Training.MLNet;

/// <summary>What ML.NET trained: compiled once, and asked for its own predictions.</summary>
public sealed class FastTreeModel
{
    private readonly MLContext _context;
    private readonly BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>> _trained;
    private readonly int _featureCount;

    private FastTreeModel(
        MLContext context,
        BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>> trained,
        int featureCount)
    {
        _context = context;
        _trained = trained;
        _featureCount = featureCount;
    }

    /// <summary>
    /// Trains on one thread (more gave no speed-up). ML.NET drops every row with a NaN in training but sends NaN right in
    /// scoring, so a missing value is learned as the largest float, which also goes right at every split.
    /// </summary>
    public static FastTreeModel Train(TrainingTable table, LearnerOptions options)
    {
        MLContext context = new(options.Seed);
        FastTreeBinaryTrainer trainer = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            LabelColumnName = nameof(FastTreeRow.Label),
            FeatureColumnName = nameof(FastTreeRow.Features),
            ExampleWeightColumnName = nameof(FastTreeRow.Weight),
            NumberOfTrees = options.Trees,
            NumberOfLeaves = options.LeavesPerTree,
            MinimumExampleCountPerLeaf = options.ExamplesPerLeaf,
            LearningRate = options.LearningRate,
            Seed = options.Seed,
            NumberOfThreads = 1,
        });
        return new FastTreeModel(context, trainer.Fit(Load(context, table, imputed: true)), table.FeatureCount);
    }

    public TreeEnsemble Compile() => FastTreeArrays.Compile(
        _featureCount,
        _trained.Model.Calibrator.Slope,
        _trained.Model.Calibrator.Offset,
        _trained.Model.SubModel.TrainedTreeEnsemble.Trees.Select(Arrays));

    /// <summary>ML.NET's own raw scores and probabilities for the rows of a table, missing values and all.</summary>
    public (float[] Scores, float[] Probabilities) Predict(TrainingTable table)
    {
        IDataView predicted = _trained.Transform(Load(_context, table, imputed: false));
        return ([.. predicted.GetColumn<float>("Score")], [.. predicted.GetColumn<float>("Probability")]);
    }

    private static FastTreeArrays Arrays(RegressionTree tree) => tree.CategoricalSplitFlags.Any(categorical => categorical)
        ? throw new TrainingException("FastTree split on categories, which the compiled form does not have.")
        : new(tree.NumericalSplitFeatureIndexes, tree.NumericalSplitThresholds, tree.LeftChild, tree.RightChild, tree.LeafValues);

    private static IDataView Load(MLContext context, TrainingTable table, bool imputed)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(FastTreeRow));
        schema[nameof(FastTreeRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, table.FeatureCount);
        return context.Data.LoadFromEnumerable(
            Enumerable.Range(0, table.RowCount).Select(row => new FastTreeRow
            {
                Features = imputed ? Impute(table.Row(row)) : table.Row(row).ToArray(),
                Label = table.Labels[row],
                Weight = table.Weights[row],
            }),
            schema);
    }

    private static float[] Impute(ReadOnlySpan<float> row) => Array.ConvertAll(row.ToArray(), value => float.IsNaN(value) ? float.MaxValue : value);
}
