using System.Collections.Immutable;

namespace FraudWatch.Detection.Scoring;

/// <summary>What stands in each section of a model file, in their fixed order; writing and reading side by side.</summary>
internal static class ModelSections
{
    public static void Write(ModelWriter writer, ScoringModel model)
    {
        writer.Section("NAME", w =>
        {
            w.Text(model.Id.Name);
            w.Text(model.Id.Version);
        });
        writer.Section("FEAT", w => WriteSchema(w, model.Schema));
        writer.Section("TREE", w => WriteEnsemble(w, model.Ensemble));
        writer.Section("CALI", w => WriteCalibration(w, model.Calibration));
        writer.Section("CARD", w => WriteCard(w, model.Card));
    }

    public static ScoringModel Read(ref ModelReader reader)
    {
        ModelReader names = reader.Section("NAME");
        ModelId id = names.Whole((ref ModelReader r) => new ModelId(r.Text(), r.Text()));
        ModelReader features = reader.Section("FEAT");
        FeatureSchema schema = features.Whole(ReadSchema);
        ModelReader trees = reader.Section("TREE");
        TreeEnsemble ensemble = trees.Whole((ref ModelReader r) => ReadEnsemble(ref r, schema.Count));
        ModelReader points = reader.Section("CALI");
        Calibration calibration = points.Whole(ReadCalibration);
        ModelReader facts = reader.Section("CARD");
        ModelCard card = facts.Whole(ReadCard);
        reader.RequireEnd();
        return id.Name.Length > 0 && id.Version.Length > 0
            ? new ScoringModel(id, schema, ensemble, calibration, card)
            : throw new ModelFormatException("NAME", "expected a name and a version, found an empty one");
    }

    private static void WriteSchema(ModelWriter writer, FeatureSchema schema)
    {
        writer.Text(schema.Name);
        writer.UInt32((uint)schema.Version);
        writer.UInt32((uint)schema.Count);
        foreach (string feature in schema.Features)
        {
            writer.Text(feature);
        }
    }

    private static FeatureSchema ReadSchema(ref ModelReader reader)
    {
        string name = reader.Text();
        int version = (int)reader.UInt32();
        string[] features = new string[reader.Count(bytesEach: 4)];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = reader.Text();
        }

        return new FeatureSchema(name, version, features);
    }

    private static void WriteEnsemble(ModelWriter writer, TreeEnsemble ensemble)
    {
        writer.Byte((byte)ensemble.Rule.Learner);
        writer.Single(ensemble.Rule.BaseMargin);
        writer.Double(ensemble.Rule.Slope);
        writer.Double(ensemble.Rule.Offset);
        writer.UInt32((uint)ensemble.Trees.Length);
        foreach (DecisionTree tree in ensemble.Trees)
        {
            WriteTree(writer, tree);
        }
    }

    private static TreeEnsemble ReadEnsemble(ref ModelReader reader, int featureCount)
    {
        Learner learner = (Learner)reader.Byte();
        float baseMargin = reader.Single();
        double slope = reader.Double();
        double offset = reader.Double();
        ScoreRule rule = learner switch
        {
            Learner.FastTree when BitConverter.SingleToUInt32Bits(baseMargin) == 0 => ScoreRule.FastTree(slope, offset),
            Learner.XGBoost when BitConverter.DoubleToUInt64Bits(slope) == 0 && BitConverter.DoubleToUInt64Bits(offset) == 0 => ScoreRule.XGBoost(baseMargin),
            _ => throw new ArgumentException($"learner {(byte)learner} with base margin {baseMargin}, slope {slope} and offset {offset} is unknown."),
        };
        DecisionTree[] trees = new DecisionTree[reader.Count(bytesEach: 12)];
        for (int i = 0; i < trees.Length; i++)
        {
            trees[i] = ReadTree(ref reader);
        }

        return new TreeEnsemble(rule, featureCount, trees);
    }

    private static void WriteTree(ModelWriter writer, DecisionTree tree)
    {
        writer.UInt32((uint)tree.Splits.Length);
        foreach (TreeSplit split in tree.Splits)
        {
            writer.UInt32((uint)split.Feature);
            writer.Single(split.Threshold);
            writer.UInt32((uint)split.Left);
            writer.UInt32((uint)split.Right);
            writer.Byte(split.MissingGoesLeft ? (byte)1 : (byte)0);
        }

        foreach (double leaf in tree.LeafValues)
        {
            writer.Double(leaf);
        }
    }

    private static DecisionTree ReadTree(ref ModelReader reader)
    {
        TreeSplit[] splits = new TreeSplit[reader.Count(bytesEach: 17)];
        for (int i = 0; i < splits.Length; i++)
        {
            splits[i] = new TreeSplit((int)reader.UInt32(), reader.Single(), (int)reader.UInt32(), (int)reader.UInt32(), reader.Flag());
        }

        double[] leaves = new double[splits.Length + 1];
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i] = reader.Double();
        }

        return new DecisionTree(splits, leaves);
    }

    private static void WriteCalibration(ModelWriter writer, Calibration calibration)
    {
        writer.Byte((byte)calibration.Kind);
        if (calibration.Kind == CalibrationKind.Platt)
        {
            writer.Double(calibration.Slope);
            writer.Double(calibration.Offset);
            return;
        }

        writer.UInt32((uint)calibration.Scores.Length);
        for (int i = 0; i < calibration.Scores.Length; i++)
        {
            writer.Double(calibration.Scores[i]);
            writer.Double(calibration.Probabilities[i]);
        }
    }

    private static Calibration ReadCalibration(ref ModelReader reader)
    {
        CalibrationKind kind = (CalibrationKind)reader.Byte();
        if (kind == CalibrationKind.Platt)
        {
            return Calibration.Platt(reader.Double(), reader.Double());
        }

        if (kind != CalibrationKind.Table)
        {
            throw new ArgumentException($"calibration kind {(byte)kind} is unknown.");
        }

        double[] scores = new double[reader.Count(bytesEach: 16)];
        double[] probabilities = new double[scores.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = reader.Double();
            probabilities[i] = reader.Double();
        }

        return Calibration.Table(scores, probabilities);
    }

    private static void WriteCard(ModelWriter writer, ModelCard card)
    {
        writer.UInt32((uint)card.Thresholds.Count);
        foreach ((string name, double threshold) in card.Thresholds)
        {
            writer.Text(name);
            writer.Double(threshold);
        }

        writer.UInt32((uint)card.Facts.Count);
        foreach ((string name, string fact) in card.Facts)
        {
            writer.Text(name);
            writer.Text(fact);
        }
    }

    private static ModelCard ReadCard(ref ModelReader reader)
    {
        KeyValuePair<string, double>[] thresholds = new KeyValuePair<string, double>[reader.Count(bytesEach: 12)];
        for (int i = 0; i < thresholds.Length; i++)
        {
            thresholds[i] = new(reader.Text(), reader.Double());
        }

        KeyValuePair<string, string>[] facts = new KeyValuePair<string, string>[reader.Count(bytesEach: 8)];
        for (int i = 0; i < facts.Length; i++)
        {
            facts[i] = new(reader.Text(), reader.Text());
        }

        RequireOrder([.. thresholds.Select(t => t.Key)]);
        RequireOrder([.. facts.Select(f => f.Key)]);
        return new ModelCard(thresholds, facts);
    }

    /// <summary>Another order or a repeat would be a second way to write the same model.</summary>
    private static void RequireOrder(ImmutableArray<string> names)
    {
        for (int i = 1; i < names.Length; i++)
        {
            if (string.CompareOrdinal(names[i - 1], names[i]) >= 0)
            {
                throw new ArgumentException($"'{names[i]}' stands after '{names[i - 1]}': expected names in ordinal order, each once.");
            }
        }
    }
}
