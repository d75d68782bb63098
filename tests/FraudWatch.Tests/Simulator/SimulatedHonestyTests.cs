using System.Collections.Concurrent;
using FraudWatch.Detection.Features;
using FraudWatch.Simulator;
using FraudWatch.Simulator.Engine;
using FraudWatch.Tests.Simulator.Honesty;
using Xunit;

namespace FraudWatch.Tests.Simulator;

/// <summary>
/// Fraud that hides must not be readable off one figure, nor off eleven plain ones: then the data would be too easy to learn
/// anything from. When a test here fails, the simulator is mended, never the feature.
/// </summary>
public sealed class SimulatedHonestyTests
{
    private const double MostOfOneFigure = 0.35;
    private const double LeastOfRegression = 0.10;
    private const double MostOfRegression = 0.60;

    private static readonly ConcurrentDictionary<long, Lazy<HonestyAudit>> Audits = new();

    public static TheoryData<long> Seeds => [17, 23];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_feature_of_the_schema_gives_hidden_fraud_away(long seed)
    {
        HonestyAudit audit = Of(seed);

        Assert.DoesNotContain(
            Enum.GetValues<AccountFeature>().Select(f => (Feature: f, Precision: audit.Feature(f))), f => f.Precision > MostOfOneFigure);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_figure_counted_off_the_events_gives_hidden_fraud_away(long seed)
    {
        HonestyAudit audit = Of(seed);

        Assert.DoesNotContain(AccountFigures.All.Select(f => (Figure: f, Precision: audit.PlainFigure(f))), f => f.Precision > MostOfOneFigure);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Eleven_plain_figures_tell_something_and_not_too_much(long seed) =>
        Assert.InRange(Of(seed).Regression(), LeastOfRegression, MostOfRegression);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_detector_considers_nearly_all_fraud_so_that_its_features_are_measured(long seed)
    {
        HonestyAudit audit = Of(seed);

        Assert.InRange(audit.Features.Keys.Count(audit.IsFraud) / (double)audit.Accounts.Keys.Count(audit.IsFraud), 0.9, 1);
    }

    [Fact]
    public void A_planted_feature_that_leaks_is_caught_even_when_it_is_wrong_now_and_then()
    {
        HonestyAudit audit = Of(17);

        Assert.True(audit.Best(audit.Accounts.Keys.Select(a => (a, Leak(audit, a)))) > MostOfOneFigure);
        Assert.True(audit.Best(audit.Accounts.Keys.Select(a => (a, -Leak(audit, a)))) > MostOfOneFigure);
        Assert.True(audit.Regression(a => Leak(audit, a)) > MostOfRegression);
    }

    [Fact]
    public void A_planted_figure_that_knows_nothing_is_not_taken_for_a_leak()
    {
        HonestyAudit audit = Of(17);

        Assert.InRange(audit.Best(audit.Accounts.Keys.Select(a => (a, Dice(a)))), 0, 2 * audit.FraudShare);
        Assert.InRange(audit.Regression(Dice), LeastOfRegression, MostOfRegression);
    }

    [Fact]
    public void Fraud_that_does_not_hide_is_plain_to_see()
    {
        var blatant = new HonestyAudit(SimulatedEconomy.Of(Options(17) with { Camouflage = 0 }));

        Assert.True(blatant.Regression() > Of(17).Regression() + 0.15, $"{blatant.Regression()} without camouflage, {Of(17).Regression()} with 0.6");
    }

    private static HonestyAudit Of(long seed) =>
        Audits.GetOrAdd(seed, s => new Lazy<HonestyAudit>(() => new HonestyAudit(SimulatedEconomy.Of(Options(s))))).Value;

    private static SimulationOptions Options(long seed) => new() { Payers = 3_000, Seed = seed, Camouflage = 0.6 };

    // Right about nine fraud accounts in ten and 98 honest ones in a hundred.
    private static double Leak(HonestyAudit audit, string account) =>
        audit.IsFraud(account) == (Dice(account) < (audit.IsFraud(account) ? 0.9 : 0.98)) ? 1 : 0;

    private static double Dice(string account)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in account)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return AgentRandom.ToUnit(AgentRandom.Mix(hash));
    }
}
