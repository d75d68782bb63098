using System.Buffers.Binary;
using System.Security.Cryptography;
using FraudWatch.Detection.Scoring;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Scoring;

public sealed class ModelFormatTests
{
    public static TheoryData<Learner, bool> Models() => new()
    {
        { Learner.FastTree, true },
        { Learner.XGBoost, false },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void What_is_written_is_read_back_and_written_the_same(Learner learner, bool platt)
    {
        ScoringModel model = Model(learner, platt, trees: 20);
        byte[] file = ModelFormat.Write(model);
        ScoringModel read = ModelFormat.Read(file);
        Assert.Equal(file, ModelFormat.Write(read));
        Assert.Equal(model.Id, read.Id);
        Assert.Equal(model.Schema, read.Schema);
        Assert.Equal(model.Calibration, read.Calibration);
        Assert.Equal(model.Card.Thresholds, read.Card.Thresholds);
        Assert.Equal(model.Card.Facts, read.Card.Facts);
        Assert.Equal(model.Ensemble.Rule, read.Ensemble.Rule);
        RandomTrees random = new(new Random(5));
        for (int i = 0; i < 200; i++)
        {
            float[] features = random.Vector(model.Ensemble, onSplit: 0.05, missing: 0.02);
            Assert.Equal(model.Score(features), read.Score(features));
        }
    }

    [Fact]
    public void The_order_in_which_facts_and_thresholds_were_given_leaves_no_trace()
    {
        ModelCard one = new([new("flag", 0.5), new("hold", 0.9)], [new("a", "1"), new("b", "2")]);
        ModelCard other = new([new("hold", 0.9), new("flag", 0.5)], [new("b", "2"), new("a", "1")]);
        Assert.Equal(ModelFormat.Write(WithCard(one)), ModelFormat.Write(WithCard(other)));
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        byte[] file = ModelFormat.Write(Model(Learner.XGBoost, platt: false, trees: 2));
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ModelFormatException>(() => ModelFormat.Read(file));
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.NotNull(ModelFormat.Read(file));
    }

    [Fact]
    public void Any_cut_and_any_addition_is_noticed()
    {
        byte[] file = ModelFormat.Write(Model(Learner.FastTree, platt: true, trees: 2));
        for (int length = 0; length < file.Length; length++)
        {
            ModelFormatException e = Assert.Throws<ModelFormatException>(() => ModelFormat.Read(file.AsSpan(0, length)));
            Assert.Equal("header", e.Section);
            Assert.Contains($"found {length}", e.Message);
        }

        Assert.Throws<ModelFormatException>(() => ModelFormat.Read([.. file, 0]));
    }

    [Fact]
    public void The_error_says_what_was_expected_and_what_was_found()
    {
        byte[] file = ModelFormat.Write(Model(Learner.FastTree, platt: true, trees: 2));
        Assert.Contains("not a FraudWatch model", Refusal([.. "GIF89a"u8, .. file.AsSpan(6)]).Message);
        byte[] newer = [.. file];
        newer[8] = 2;
        Assert.Contains("expected format version 1, found 2", Refusal(newer).Message);
        byte[] damaged = [.. file];
        damaged[100] ^= 1;
        Assert.Equal("checksum", Refusal(damaged).Section);
    }

    /// <summary>Changes contents and then repairs the checksum, as someone who wants to harm would: refused, or read as a model that writes those very bytes.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_forged_file_is_refused_or_is_a_sound_model(Learner learner, bool platt)
    {
        byte[] file = ModelFormat.Write(Model(learner, platt, trees: 3));
        int refused = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            byte[] forged = Forge(file, new Random(seed));
            try
            {
                ScoringModel model = ModelFormat.Read(forged);
                Assert.True(forged.AsSpan().SequenceEqual(ModelFormat.Write(model)), $"seed {seed}: two files are one model");
                Assert.False(double.IsNaN(model.Score(new float[model.Schema.Count]).Probability), $"seed {seed}");
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5_000, 19_999);
    }

    private static byte[] Forge(byte[] file, Random random)
    {
        byte[] forged = [.. file];
        int body = file.Length - 48;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = 16 + random.Next(body);
            if (random.Next(2) == 0)
            {
                forged[at] = (byte)random.Next(256);
            }
            else if (at + 4 < file.Length - 32)
            {
                BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(at), random.Next(-4, 4));
            }
        }

        SHA256.HashData(forged.AsSpan(0, forged.Length - 32), forged.AsSpan(forged.Length - 32));
        return forged;
    }

    private static ModelFormatException Refusal(byte[] file) => Assert.Throws<ModelFormatException>(() => ModelFormat.Read(file));

    private static ScoringModel WithCard(ModelCard card)
    {
        ScoringModel model = Model(Learner.XGBoost, platt: false, trees: 1);
        return new ScoringModel(model.Id, model.Schema, model.Ensemble, model.Calibration, card);
    }

    private static ScoringModel Model(Learner learner, bool platt, int trees)
    {
        FeatureSchema schema = new("ring", 1, ["gifts_1h", "cycle_value", "dwell_p50"]);
        ScoreRule rule = learner == Learner.FastTree ? ScoreRule.FastTree(-0.4, 0) : ScoreRule.XGBoost(-3.89f);
        return new ScoringModel(
            new ModelId("ring", "2026.11.23-1"),
            schema,
            new RandomTrees(new Random(trees)).Ensemble(rule, trees, leaves: 5, schema.Count),
            platt ? Calibration.Platt(-1.5, 2) : Calibration.Table([-2, 0.5, 1], [0.01, 0.4, 0.97]),
            new ModelCard([new("flag", 0.6), new("hold", 0.9)], [new("learner", "XGBoost 1.7.4"), new("holdout", "précision 0,93")]));
    }
}
