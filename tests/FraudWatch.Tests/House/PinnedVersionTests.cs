using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace FraudWatch.Tests.House;

/// <summary>The client and the library it loads are one release: the version stands in four places that must agree.</summary>
public sealed class PinnedVersionTests
{
    private static string Librdkafka => XDocument.Parse(RepositoryFiles.Read("Directory.Build.props")).Descendants("LibrdkafkaVersion").Single().Value;

    [Theory]
    [InlineData("Confluent.Kafka")]
    [InlineData("librdkafka.redist")]
    public void The_package_is_of_the_version_that_is_built_from_source(string package) =>
        Assert.Equal(
            Librdkafka,
            (string?)XDocument.Parse(RepositoryFiles.Read("Directory.Packages.props")).Descendants("PackageVersion")
                .Single(p => (string?)p.Attribute("Include") == package).Attribute("Version"));

    [Fact]
    public void The_build_script_builds_that_version() =>
        Assert.Equal(Librdkafka, Regex.Match(RepositoryFiles.Read("eng/build-librdkafka"), "(?m)^VERSION=(?<version>.+)$", RegexOptions.NonBacktracking).Groups["version"].Value);

    [Fact]
    public void The_launcher_looks_for_that_version() =>
        Assert.Contains($"librdkafka-{Librdkafka}/librdkafka.so", RepositoryFiles.Read("eng/setup.sh"), StringComparison.Ordinal);
}
