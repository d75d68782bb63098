using System.CommandLine;
using FraudWatch.Replay;
using FraudWatch.Simulator.Commands;
using FraudWatch.Terminal;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Simulator;

/// <summary>The sample in the repository is what its README says it is.</summary>
public sealed class SampleEconomyTests : IDisposable
{
    private const string Program = "./fraudwatch ";
    private static readonly string Samples = Path.Combine(Path.GetDirectoryName(Installation.Models)!, "data-samples");

    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_documented_command_writes_the_sample_byte_for_byte()
    {
        string command = File.ReadLines(Path.Combine(Samples, "README.md")).Single(line => line.StartsWith(Program, StringComparison.Ordinal));
        string[] words = command[Program.Length..].Split(' ');
        string kept = Path.Combine(Path.GetDirectoryName(Samples)!, words[Array.IndexOf(words, "--out") + 1]);
        words[Array.IndexOf(words, "--out") + 1] = _folder.PathOf("again");

        int status = new RootCommand { SimulateCommand.Create() }.Parse(words).Invoke();

        Assert.Equal(ExitStatus.Done, status);
        string[] files = [.. Directory.GetFiles(kept).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(Directory.GetFiles(_folder.PathOf("again")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal), files);
        Assert.All(files, name => Assert.True(
            File.ReadAllBytes(Path.Combine(kept, name)).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.PathOf("again/" + name))),
            $"{name} differs: run the command of data-samples/README.md again"));
    }

    [Fact]
    public void The_sample_stays_small() =>
        Assert.InRange(Directory.GetFiles(Path.Combine(Samples, "small")).Sum(f => new FileInfo(f).Length), 100_000, 2_500_000);
}
