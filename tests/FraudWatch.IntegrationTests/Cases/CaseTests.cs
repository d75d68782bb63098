using System.Reflection;
using FraudWatch.IntegrationTests.House;
using FraudWatch.Sandbox.Processes;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>
/// What people found who ran the program from outside, each case a test whose name begins with the case's, its small inputs in the folder of
/// that name beside this file. Every one goes through <c>./fraudwatch</c>.
/// </summary>
public sealed partial class CaseTests : IDisposable
{
    private static readonly string[] Cases =
    [
        "alias-input-destroyed", "cli-hint-wrong", "cli-number-crash", "decimal-comma", "demo-beside-demo", "esc-in-confirm",
        "evaluate-unreadable", "gz-tail-lost", "leap-second", "long-lines-published", "one-clock-8h-ahead", "poison-dead-letter",
        "reasons-that-say-nothing", "replay-pipe-crash", "rings-bytes-not-utf8", "same-content-other-bytes", "simulate-io-and-years",
        "stale-results-wiped", "stdout-cannot-be-written", "token-65-to-128", "worker-wrong-settings",
    ];

    /// <summary>Cases whose fault is not mended yet; whoever mends one takes it out and writes its test.</summary>
    private static readonly HashSet<string> ToCome =
    [
    ];

    /// <summary>A folder of the test's own.</summary>
    private readonly string _folder = Directory.CreateTempSubdirectory("fraudwatch-case-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_case_has_a_test_of_its_name()
    {
        string[] tests =
        [
            .. typeof(CaseTests).GetMethods().Where(m => m.GetCustomAttributes<FactAttribute>().Any()).Select(m => m.Name.ToUpperInvariant()),
        ];
        Assert.All(Cases, name => Assert.Equal(!ToCome.Contains(name), tests.Any(t => t.StartsWith(name.Replace('-', '_').ToUpperInvariant(), StringComparison.Ordinal))));
        Assert.All(ToCome, name => Assert.Contains(name, Cases));
    }

    /// <summary>An input of a case, from the folder of its name.</summary>
    private static string Input(string name, string file) => Path.Combine(SourceTree.Root, "tests", "FraudWatch.IntegrationTests", "Cases", name, file);

    /// <summary>It ended with this status and said so in sentences that have these parts; neither crashed nor told where in the code.</summary>
    private static void AssertFailed(ProgramRun run, int status, params string[] parts)
    {
        Assert.True(run.Status == status, $"expected status {status}, found {run.Status}; it said: {run.Errors}{run.Output}");
        Assert.All(parts, part => Assert.Contains(part, run.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled exception", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Writes a file into the test's own folder and gives its path.</summary>
    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
