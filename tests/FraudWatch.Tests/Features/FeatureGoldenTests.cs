using System.Globalization;
using FraudWatch.Detection;
using FraudWatch.Detection.Features;
using FraudWatch.Replay;
using FraudWatch.Tests.House;
using Xunit;

namespace FraudWatch.Tests.Features;

/// <summary>
/// Every feature's name, place and values over the small sample, in a file under version control: a change of the schema or
/// of any value shows as a change of that file. Write it anew with FRAUDWATCH_WRITE_GOLDEN=1.
/// </summary>
public sealed class FeatureGoldenTests
{
    private const string Golden = "tests/FraudWatch.Tests/Features/Golden/features-small.tsv";

    [Fact]
    public void The_features_of_the_small_sample_are_those_of_the_golden_file()
    {
        var tally = new Tally();
        var detector = new FraudDetector(new DetectorSetup { Policy = ModelFolder.LoadPolicy(Installation.Models), RingModel = null, ResaleModel = null }) { Observer = tally };
        string[] files = ["data-samples/small/coin-events.jsonl", "data-samples/small/gift-events.jsonl"];
        new ReplayRun(new ReplayRequest([.. files.Select(RepositoryFiles.PathOf)], null, 8), detector, TimeProvider.System).Run(_ => { }, CancellationToken.None);

        string[] found = [.. tally.Lines()];
        string path = RepositoryFiles.PathOf(Golden);
        if (Environment.GetEnvironmentVariable("FRAUDWATCH_WRITE_GOLDEN") == "1")
        {
            File.WriteAllLines(path, found);
        }

        Assert.Equal(File.ReadAllLines(path), found);
    }

    [Fact]
    public void Only_what_the_small_sample_cannot_show_is_zero_in_it()
    {
        string[] zero = [.. File.ReadLines(RepositoryFiles.PathOf(Golden)).Skip(1).Where(line => line.Split('\t')[2] == "0").Select(line => line.Split('\t')[1])];
        Assert.Equal(
            [
                "best_cycle_return", "both_sided_match_share", "charged_back_share", "cycle_return_of_possible", "cycles",
                "denied_sender_share", "denied_tokens", "fan_out_share", "fan_out_size", "instrument_first_buy_alike_share",
                "payer_created_together_share", "payout_created_together_share", "payout_first_buy_alike_share", "reciprocity_share",
                "refunding_sender_share", "reversed_sender_share", "self_gifting_share", "shared_match_gifts",
                "shared_match_share", "shared_payout_income_share", "shortest_cycle_length", "spent_beyond_seen_share",
                "tainted_held_share", "tainted_income_share", "tainted_undrawn_share", "top_recipient_reversed_senders",
                "unknown_income_share",
            ],
            zero.Order(StringComparer.Ordinal));
    }

    private sealed class Tally : ICandidateObserver
    {
        private readonly long[] _nonZero = new long[FeatureVector.Count];
        private readonly double[] _sums = new double[FeatureVector.Count];
        private readonly double[] _weighted = new double[FeatureVector.Count];
        private long _seen;

        public void Saw(in Candidate candidate)
        {
            _seen++;
            for (int i = 0; i < candidate.Features.Length; i++)
            {
                _nonZero[i] += candidate.Features[i] != 0 ? 1 : 0;
                _sums[i] += candidate.Features[i];

                // A second sum that knows the order, so that values which change places are noticed.
                _weighted[i] += candidate.Features[i] * (_seen % 1009);
            }
        }

        public IEnumerable<string> Lines()
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"schema {FeatureVector.Schema.Version}\tfeature\tnon-zero of {_seen}\tsum\tweighted sum");
            for (int i = 0; i < FeatureVector.Count; i++)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{i}\t{FeatureVector.Schema.Features[i]}\t{_nonZero[i]}\t{_sums[i]:F3}\t{_weighted[i]:F3}");
            }
        }
    }
}
