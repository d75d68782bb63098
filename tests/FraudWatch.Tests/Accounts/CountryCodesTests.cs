using System.Text;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Accounts;

public sealed class CountryCodesTests
{
    [Theory]
    [InlineData("TR", "TR")]
    [InlineData("tr", "TR")]
    [InlineData("TUR", "TR")]
    [InlineData("tur", "TR")]
    [InlineData("Deu", "DE")]
    [InlineData("GBR", "GB")]
    [InlineData("UK", null)]
    [InlineData("ZZ", null)]
    [InlineData("Turkey", null)]
    [InlineData("T", null)]
    [InlineData("T1", null)]
    [InlineData("", null)]
    public void Alpha_2_and_alpha_3_of_either_case_are_one_country_and_anything_else_is_none(string written, string? country) =>
        Assert.Equal(country, Read(written));

    [Fact]
    public void All_countries_of_the_standard_are_known_by_both_codes()
    {
        Assert.Equal(249, CountryCodes.All.Count());
        Assert.All(CountryCodes.All, c => Assert.Equal((c.Two, c.Two), (Read(c.Two), Read(c.Three.ToLowerInvariant()))));
        Assert.Equal(249, CountryCodes.All.Select(c => c.Three).Distinct().Count());
    }

    [Theory]
    [InlineData("TR", "TR", 0)]
    [InlineData("TUR", "tr", 0)]
    [InlineData("Turkiye", "?", 7)] // Five connections and two purchases; a declined one is not looked at.
    public void The_same_country_in_other_letters_and_one_that_is_not_known_are_no_mismatch(string instrument, string ip, long unknown)
    {
        foreach (AccountFeature feature in new[] { AccountFeature.InstrumentCountryMismatch, AccountFeature.IpCountryMismatch, AccountFeature.HomeCountryMismatch })
        {
            DetectorDriver driver = Bought(feature, instrument, ip);
            Assert.Empty(driver.Flags);
            Assert.Equal(unknown, driver.Detector.Counters.UnknownCountries);
            driver.Restart();
            driver.Feed(new SmallEconomy().Wait(SmallEconomy.Hour).Buy("b3", "buyer").With("ip_country", "?"));
            Assert.Equal(unknown + 1, driver.Detector.Counters.UnknownCountries);
        }
    }

    [Fact]
    public void Another_country_is_a_mismatch_however_it_is_written()
    {
        Flag flag = Assert.Single(Bought(AccountFeature.InstrumentCountryMismatch, "deu", "TR").Flags);
        Assert.Contains(flag.Accounts, a => a.AccountId == "buyer");
    }

    /// <summary>An account with declines, so that it is looked at, and five attempts.</summary>
    private static DetectorDriver Bought(AccountFeature suspectedBy, string instrumentCountry, string ipCountry)
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(suspectedBy, 0.05f));
        var economy = new SmallEconomy();
        EventObject[] events = [economy.Decline("d1", "buyer"), economy.Decline("d2", "buyer"), economy.Decline("d3", "buyer"), economy.Buy("b1", "buyer"), economy.Buy("b2", "buyer")];
        driver.Feed(events.Select(e => e.With("instrument_country", instrumentCountry).With("ip_country", ipCountry)));
        return driver;
    }

    private static string? Read(string written)
    {
        Span<byte> alpha2 = stackalloc byte[2];
        return CountryCodes.TryRead(Encoding.UTF8.GetBytes(written), alpha2) ? Encoding.UTF8.GetString(alpha2) : null;
    }
}
