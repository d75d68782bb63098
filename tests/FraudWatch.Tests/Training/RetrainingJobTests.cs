using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Scoring;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using FraudWatch.Training;
using FraudWatch.Training.DataSet;
using FraudWatch.Training.Learners;
using Xunit;

namespace FraudWatch.Tests.Training;

public sealed class RetrainingJobTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Path.GetDirectoryName(Installation.Models)!, "data-samples", "small");

    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_models_are_the_same_bytes_with_the_truth_absent_or_altered()
    {
        byte[] withTruth = Train(Copy("with", File.ReadAllText(Path.Combine(Sample, "truth.jsonl"))));
        byte[] without = Train(Copy("without", truth: null));
        byte[] altered = Train(Copy("altered", "{\"account_id\":\"nobody\",\"label\":\"fraud\"}\nnot even json"));
        Assert.Equal(withTruth, without);
        Assert.Equal(withTruth, altered);
    }

    [Fact]
    public void Other_labels_give_another_model()
    {
        string folder = Copy("flipped", truth: null);
        string labels = Path.Combine(folder, "labels.jsonl");
        File.Delete(labels);
        AppendLabels(labels, fraudEvery: 3);
        Assert.NotEqual(Train(Copy("plain", truth: null)), Train(folder));
    }

    [Fact]
    public void A_broken_label_is_named_with_its_file_and_line()
    {
        string folder = Copy("broken", truth: null);
        File.AppendAllText(Path.Combine(folder, "labels.jsonl"), "{\"subject\":\"u1\",\"label\":\"perhaps\"}\n");
        TrainingDataException refused = Assert.Throws<TrainingDataException>(() => Train(folder));
        Assert.Contains("labels.jsonl, line", refused.Message, StringComparison.Ordinal);
        Assert.Contains("perhaps", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_labels_is_refused()
    {
        string folder = Copy("unlabelled", truth: null);
        File.Delete(Path.Combine(folder, "labels.jsonl"));
        Assert.Contains("labels.jsonl", Assert.Throws<TrainingDataException>(() => Economy.InFolder(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_known_later_do_not_exist_yet_and_findings_win_over_claims()
    {
        string file = _folder.WriteText("labels.jsonl", """
            {"subject":"u1","label":"fraud","effective_at":"2026-01-01T00:00:00Z","known_at":"2026-01-05T00:00:00Z","source":"chargeback","confidence":0.85}
            {"subject":"u1","label":"legitimate","effective_at":"2026-01-01T00:00:00Z","known_at":"2026-01-06T00:00:00Z","source":"analyst","confidence":0.8}
            {"subject":"u2","label":"fraud","effective_at":"2026-01-01T00:00:00Z","known_at":"2026-02-01T00:00:00Z","source":"analyst","confidence":0.9}
            """);
        long january = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Dictionary<string, AccountLabel> known = LabelFile.Read(file, january);
        Assert.Equal(["u1"], known.Keys);
        Assert.False(known["u1"].IsFraud);
    }

    [Fact]
    public void Every_learner_of_this_build_trains_both_models_and_the_job_holds_them_against_it()
    {
        foreach (ILearner learner in LearnerCatalog.All)
        {
            (TrainedModel ring, TrainedModel resale) = Run(learner, Copy(learner.Name, truth: null));
            foreach (TrainedModel trained in new[] { ring, resale })
            {
                int heldOut = int.Parse(trained.Model.Card.Facts["rows_held_out"]);
                Assert.True(heldOut > 50, $"{heldOut} rows held out");
                Assert.Equal($"{heldOut}", trained.Model.Card.Facts["rows_held_out_scored_to_the_bit_as_by_the_learner"]);
            }
        }
    }

    [Fact]
    public void A_model_that_scores_otherwise_than_its_learner_is_not_made()
    {
        string folder = Copy("skewed", truth: null);
        TrainingException refused = Assert.Throws<TrainingException>(() => Run(new SkewedLearner(), folder));
        Assert.Contains("Row 3 of the holdout", refused.Message, StringComparison.Ordinal);
    }

    private string Copy(string name, string? truth)
    {
        string folder = _folder.PathOf(name);
        Directory.CreateDirectory(folder);
        foreach (string file in new[] { "coin-events.jsonl", "gift-events.jsonl" })
        {
            File.Copy(Path.Combine(Sample, file), Path.Combine(folder, file));
        }

        AppendLabels(Path.Combine(folder, "labels.jsonl"), fraudEvery: 4);
        if (truth is not null)
        {
            File.WriteAllText(Path.Combine(folder, "truth.jsonl"), truth);
        }

        return folder;
    }

    /// <summary>The sample is too short for labels of its own: every so many of its accounts are said to be fraud.</summary>
    private static void AppendLabels(string file, int fraudEvery)
    {
        string[] accounts = [.. File.ReadLines(Path.Combine(Sample, "coin-events.jsonl"))
            .Select(line => line.Split("\"account_id\":\"")[1].Split('"')[0]).Distinct().Order(StringComparer.Ordinal)];
        File.AppendAllLines(file, accounts.Select((account, i) =>
            $"{{\"subject\":\"{account}\",\"label\":\"{(i % fraudEvery == 0 ? "fraud" : "legitimate")}\",\"effective_at\":\"2020-01-01T00:00:00Z\",\"known_at\":\"2020-01-02T00:00:00Z\",\"source\":\"analyst\",\"confidence\":0.9}}"));
    }

    private static byte[] Train(string folder)
    {
        (TrainedModel ring, TrainedModel resale) = Run(LearnerCatalog.All[0], folder);
        return [.. ModelFormat.Write(ring.Model), .. ModelFormat.Write(resale.Model)];
    }

    private static (TrainedModel Ring, TrainedModel Resale) Run(ILearner learner, string folder)
    {
        DecisionPolicy policy = ModelFolder.LoadPolicy(Installation.Models);
        var options = new RetrainingOptions { Learner = new LearnerOptions { Trees = 20, LeavesPerTree = 8, LearningRate = 0.2, ExamplesPerLeaf = 5 } };
        var job = new RetrainingJob(learner, policy, options, _ => { });
        return job.Run([Economy.InFolder(folder) with { Name = "economy" }], "test", CancellationToken.None);
    }

    /// <summary>Says of one row of the holdout what its trees do not say, by the last bit.</summary>
    private sealed class SkewedLearner : ILearner
    {
        public string Name => "skewed";

        public TrainedEnsemble Train(TrainingTable table, TrainingTable holdout, LearnerOptions options)
        {
            TrainedEnsemble trained = LearnerCatalog.All[0].Train(table, holdout, options);
            trained.HoldoutScores[3] = MathF.BitIncrement(trained.HoldoutScores[3]);
            return trained;
        }
    }
}
