using System.Text.RegularExpressions;
using Xunit;

namespace FraudWatch.Tests.Architecture;

/// <summary>The size budget: over the cap, split along the steps. Formatting is enforced, so a scan of the braces' columns is exact enough.</summary>
public sealed partial class SizeBudgetTests
{
    private const int MaxFileLines = 400;
    private const int MaxMethodLines = 70;

    [Fact]
    public void No_file_has_more_than_400_lines() => Assert.Empty(Sources()
        .Select(path => (path, Lines: File.ReadLines(path).Count()))
        .Where(file => file.Lines > MaxFileLines)
        .Select(file => $"{SourceTree.Relative(file.path)}: {file.Lines} lines"));

    [Fact]
    public void No_method_has_more_than_70_lines() => Assert.Empty(Sources()
        .SelectMany(path => LongBlocks(File.ReadAllLines(path)).Select(block => $"{SourceTree.Relative(path)}:{block.Line}: {block.Length} lines")));

    [Fact]
    public void A_method_of_71_lines_would_be_noticed()
    {
        string[] Method(int lines) => ["internal sealed class Long", "{", "    private void Run()", "    {", .. Enumerable.Repeat("        Step();", lines - 3), "    }", "}"];
        Assert.Empty(LongBlocks(Method(70)));
        Assert.Equal((3, 71), Assert.Single(LongBlocks(Method(71))));
    }

    private static IEnumerable<string> Sources() => SourceTree.Files("src", "*.cs").Concat(SourceTree.Files("tests", "*.cs"));

    /// <summary>Blocks in braces, below the outermost, that are neither types nor namespaces: line of the head, from 1, and length with it.</summary>
    private static IEnumerable<(int Line, int Length)> LongBlocks(string[] lines)
    {
        for (int open = 1; open < lines.Length; open++)
        {
            string indent = lines[open].Length > 4 && lines[open].Trim() == "{" ? lines[open][..^1] : "";
            int head = open - 1;
            while (indent.Length > 0 && head > 0 && lines[head].StartsWith(indent + " ", StringComparison.Ordinal))
            {
                head--;
            }

            if (indent.Length == 0 || TypeHead().IsMatch(lines[head]))
            {
                continue;
            }

            int close = Array.FindIndex(lines, open, line => line.StartsWith(indent + "}", StringComparison.Ordinal));
            if (close - head + 1 > MaxMethodLines)
            {
                yield return (head + 1, close - head + 1);
            }
        }
    }

    [GeneratedRegex(@"^\s*((public|private|internal|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(class|struct|record|interface|enum|extension)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TypeHead();
}
