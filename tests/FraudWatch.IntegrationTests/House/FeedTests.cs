using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using FraudWatch.Sandbox.Processes;
using Xunit;

namespace FraudWatch.IntegrationTests.House;

/// <summary>What the solution learns of a package feed, asked of feeds that are local folders: with the packages, without, and gone.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fraudwatch-feed");

    private string Facts => Path.Combine(_folder.FullName, "facts", "feed.props");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_empty_feed_has_neither()
    {
        await LearnAsync(NewFeed());
        Assert.Equal(("false", "false"), ReadFacts());
    }

    [Fact]
    public async Task A_feed_with_both_has_both()
    {
        string feed = NewFeed();
        foreach (string package in new[] { "Microsoft.ML", "Microsoft.ML.FastTree", "librdkafka.redist" })
        {
            Pack(feed, package, WantedVersion(package));
        }

        await LearnAsync(feed);
        Assert.Equal(("true", "true"), ReadFacts());
    }

    [Fact]
    public async Task A_feed_that_lacks_a_dependency_of_a_package_lacks_the_package()
    {
        string feed = NewFeed();
        Pack(feed, "Microsoft.ML", WantedVersion("Microsoft.ML"), dependency: "Some.Dependency");
        Pack(feed, "Microsoft.ML.FastTree", WantedVersion("Microsoft.ML.FastTree"));
        Pack(feed, "librdkafka.redist", WantedVersion("librdkafka.redist"));
        await LearnAsync(feed);
        Assert.Equal(("false", "true"), ReadFacts());
    }

    [Fact]
    public async Task Another_version_is_not_the_wanted_one()
    {
        string feed = NewFeed();
        Pack(feed, "librdkafka.redist", "99.0.0");
        await LearnAsync(feed);
        Assert.Equal(("false", "false"), ReadFacts());
    }

    [Fact]
    public async Task A_feed_that_does_not_answer_fails_and_records_nothing()
    {
        ProgramRun run = await AskAsync(Path.Combine(_folder.FullName, "no-such-feed"));
        Assert.NotEqual(0, run.Status);
        Assert.Contains("Cannot tell whether the package feed has Microsoft.ML", run.Output, StringComparison.Ordinal);
        Assert.Contains("NU1301", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Facts));
    }

    [Theory]
    [InlineData("true", "Microsoft.ML")]
    [InlineData("false", null)]
    public async Task The_trainer_takes_the_package_exactly_where_the_feed_has_it(string has, string? package)
    {
        string json = await EvaluateAsync("src/FraudWatch.Training/FraudWatch.Training.csproj", $"-p:FeedHasMicrosoftML={has}");
        Assert.Equal(package is not null, json.Contains("\"Microsoft.ML\"", StringComparison.Ordinal));
        Assert.Equal(package is not null, json.Contains("MLNET", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_librdkafka_package_is_pruned_exactly_where_the_feed_lacks_it(string has)
    {
        string json = await EvaluateAsync("src/FraudWatch.Worker/FraudWatch.Worker.csproj", $"-p:FeedHasLibrdkafka={has}");
        Assert.Equal(has == "false", json.Contains("\"librdkafka.redist\"", StringComparison.Ordinal));
    }

    private static async Task<string> EvaluateAsync(string project, string property)
    {
        ProgramRun run = await ProgramRun.OfAsync(new ProcessStartInfo("dotnet",
            ["msbuild", Path.Combine(SourceTree.Root, project), "-nologo", property, "-getItem:PackageReference,PrunePackageReference", "-getProperty:DefineConstants"]));
        Assert.True(run.Status == 0, run.Output + run.Errors);
        return run.Output;
    }

    private static string WantedVersion(string package) =>
        XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(p => (string?)p.Attribute("Include") == package).Attribute("Version")!.Value;

    private static void Pack(string feed, string id, string version, string? dependency = null)
    {
        string dependencies = dependency is null
            ? ""
            : $"<dependencies><group targetFramework=\"net10.0\"><dependency id=\"{dependency}\" version=\"1.0.0\" /></group></dependencies>";
        using ZipArchive package = ZipFile.Open(Path.Combine(feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using StreamWriter nuspec = new(package.CreateEntry($"{id}.nuspec").Open());
        nuspec.Write(
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{id}</id><version>{version}</version><authors>a test</authors><description>empty</description>{dependencies}</metadata>
            </package>
            """);
    }

    private string NewFeed() => _folder.CreateSubdirectory("feed").FullName;

    private async Task LearnAsync(string feed)
    {
        ProgramRun run = await AskAsync(feed);
        Assert.True(run.Status == 0, run.Output + run.Errors);
    }

    private Task<ProgramRun> AskAsync(string feed) =>
        ProgramRun.OfAsync(new ProcessStartInfo("dotnet",
        [
            "msbuild", Path.Combine(SourceTree.Root, "eng", "feed", "Feed.targets"), "-nologo", "-t:LearnWhatTheFeedHas",
            $"-p:FeedFacts={Facts}", $"-p:RestoreSources={feed}", $"-p:RestorePackagesPath={_folder.FullName}/packages",
        ]));

    private (string MicrosoftML, string Librdkafka) ReadFacts()
    {
        XDocument facts = XDocument.Load(Facts);
        return (facts.Descendants("FeedHasMicrosoftML").Single().Value, facts.Descendants("FeedHasLibrdkafka").Single().Value);
    }
}
