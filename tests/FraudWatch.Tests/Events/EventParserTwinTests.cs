using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

/// <summary>The parser against the contract read aloud: same verdict, same fields, whatever comes.</summary>
public sealed class EventParserTwinTests
{
    [Fact]
    public void Twenty_thousand_events_bent_and_damaged_are_judged_as_the_contract_says()
    {
        const int Seed = 20_260_101;
        var source = new RandomEvents(Seed);
        var parsed = new ParsedEvent();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < 20_000; i++)
        {
            EventObject original = source.Next(RandomEvents.Start + (i * 1000L));
            byte[] message = (i % 4) switch
            {
                0 => original.Utf8(),
                1 => source.Damage(original.Utf8()),
                _ => source.Bend(original),
            };

            (string reason, IReadOnlyDictionary<string, string> fields) = SlowEventJudge.Judge(message);
            bool valid = EventParser.TryParse(message, parsed);
            string where = $"seed {Seed}, message {i}: {Encoding.UTF8.GetString(message)}";
            Assert.True(reason == parsed.Rejection.Code, $"expected {reason}, found {parsed.Rejection.Code} ({parsed.Rejection.Detail}) for {where}");
            Assert.Equal(reason == "none", valid);
            if (valid)
            {
                Assert.True(ParsedFields.Comparable(fields).SequenceEqual(ParsedFields.Of(parsed)), $"other fields for {where}");
            }

            seen[reason] = seen.GetValueOrDefault(reason) + 1;
        }

        Assert.All(
            new[] { "none", "not_json", "missing_field", "impossible_value", "unknown_type", "duplicate_field" },
            reason => Assert.True(seen.GetValueOrDefault(reason) > 100, $"only {seen.GetValueOrDefault(reason)} messages were {reason}"));
    }

    [Fact]
    public void A_broken_twin_would_be_noticed()
    {
        var source = new RandomEvents(seed: 7);
        bool differs = Enumerable.Range(0, 1000).Any(i =>
        {
            byte[] message = source.Bend(source.Next(RandomEvents.Start + i));
            string careless = Encoding.UTF8.GetString(message).Contains("null", StringComparison.Ordinal) ? "missing_field" : SlowEventJudge.Judge(message).Reason;
            var parsed = new ParsedEvent();
            EventParser.TryParse(message, parsed);
            return careless != parsed.Rejection.Code;
        });
        Assert.True(differs);
    }
}
