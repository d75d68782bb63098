using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace FraudWatch.Tests.Architecture;

public sealed partial class DependencyTests
{
    [Fact]
    public void The_diagram_in_ARCHITECTURE_is_what_the_projects_reference()
    {
        SortedDictionary<string, string> drawn = Drawn();
        SortedDictionary<string, string> built = Built();
        Assert.Equal(string.Join('\n', built.Select(p => $"{p.Key}: {p.Value}")), string.Join('\n', drawn.Select(p => $"{p.Key}: {p.Value}")));
        Assert.True(built.Count >= 9);
    }

    [Fact]
    public void Detection_references_no_project_and_the_sandbox_none_of_the_programs_it_starts()
    {
        SortedDictionary<string, string> built = Built();
        Assert.Equal("", built["Detection"]);
        Assert.Equal("Terminal", built["Sandbox"]);
    }

    [Fact]
    public void Only_the_Kafka_folders_know_the_Kafka_client()
    {
        string[] users = [.. SourceTree.Files("src", "*.cs").Where(path => File.ReadAllText(path).Contains("Confluent.Kafka", StringComparison.Ordinal)).Select(SourceTree.Relative)];
        Assert.All(users, path => Assert.Matches("^src/FraudWatch.(Kafka|(Worker|Simulator)/Kafka)/", path));
    }

    /// <summary>The lines <c>A → B, C</c> of the block under the heading Dependencies.</summary>
    private static SortedDictionary<string, string> Drawn()
    {
        string text = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/ARCHITECTURE.md")).ReplaceLineEndings("\n");
        string block = DiagramBlock().Match(text).Groups["block"].Value;
        IEnumerable<string[]> lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('→', StringSplitOptions.TrimEntries));
        return Sorted(lines.Select(parts => (parts[0], parts.Length > 1 ? parts[1].Split(',', StringSplitOptions.TrimEntries) : [])));
    }

    private static SortedDictionary<string, string> Built() => Sorted(
        SourceTree.Files("src", "*.csproj").Concat(SourceTree.Files("tests", "*.csproj")).Select(path => (ShortName(path), XDocument.Load(path)
            .Descendants("ProjectReference").Select(reference => ShortName(reference.Attribute("Include")!.Value)).ToArray())));

    private static SortedDictionary<string, string> Sorted(IEnumerable<(string Project, string[] References)> projects) => new(
        projects.ToDictionary(p => p.Project, p => string.Join(", ", p.References.Order(StringComparer.Ordinal))), StringComparer.Ordinal);

    private static string ShortName(string path) => Path.GetFileNameWithoutExtension(path).Replace("FraudWatch.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\n## Dependencies\n.*?\n```text\n(?<block>.*?)\n```\n", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DiagramBlock();
}
