using System.CommandLine;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FraudWatch.Cli.Commands.Rings;
using FraudWatch.Terminal;
using Xunit;

namespace FraudWatch.Tests.Graph;

public sealed class RingsCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fraudwatch-rings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Comments_blank_lines_tabs_and_self_loops_are_no_trouble_and_unsorted_lines_are_sorted()
    {
        string file = Write("# a ring\n\n% of three\n3 1 30\n1\t2\t10\n  2   3 20\r\n2 2 20\nalice bob 5\nbob alice 5\n");
        Assert.Equal("""{"edges":6,"cycles":{"2":1,"3":1},"truncated":0""", await Report(file, "--window", "20s", "--max-length", "3"));
    }

    [Fact]
    public async Task The_window_includes_its_end_and_strict_leaves_out_equal_times()
    {
        string file = Write("1 2 0\n2 1 60\n3 4 70\n4 3 70\n");
        Assert.Equal("""{"edges":4,"cycles":{"2":2},"truncated":0""", await Report(file, "--window", "1m", "--max-length", "2"));
        Assert.Equal("""{"edges":4,"cycles":{"2":1},"truncated":0""", await Report(file, "--window", "1m", "--max-length", "2", "--strict"));
        Assert.Equal("""{"edges":4,"cycles":{"2":1},"truncated":0""", await Report(file, "--window", "59s", "--max-length", "2"));
    }

    [Fact]
    public async Task A_gz_file_is_unpacked()
    {
        string file = Path.Combine(_folder.FullName, "edges.txt.gz");
        using (GZipStream stream = new(File.Create(file), CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes("1 2 0\n2 1 1\n"));
        }

        Assert.Equal("""{"edges":2,"cycles":{"2":1},"truncated":0""", await Report(file, "--window", "7d", "--max-length", "2"));
    }

    [Theory]
    [InlineData("1 2 3\n1 2\n", "line 2")]
    [InlineData("1 2 3\n\n1 2 3 4\n", "line 3")]
    [InlineData("1 2 yesterday\n", "found '1 2 yesterday'")]
    [InlineData("1 2 99999999999999999\n", "line 1")]
    public async Task A_broken_line_is_named(string text, string expected)
    {
        string file = Write(text);
        CommandFailure failure = await Assert.ThrowsAsync<CommandFailure>(() => Report(file, "--window", "7d", "--max-length", "2"));
        Assert.Equal(ExitStatus.Failed, failure.Status);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("expected 'src dst unix_seconds'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_damaged_file_is_named()
    {
        string missing = Path.Combine(_folder.FullName, "missing.txt");
        string damaged = Path.Combine(_folder.FullName, "damaged.gz");
        File.WriteAllText(damaged, "not gzip");
        foreach (string file in new[] { missing, damaged })
        {
            CommandFailure failure = await Assert.ThrowsAsync<CommandFailure>(() => Report(file, "--window", "7d", "--max-length", "2"));
            Assert.Equal(ExitStatus.Failed, failure.Status);
            Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("7", "6")]
    [InlineData("7w", "6")]
    [InlineData("-7d", "6")]
    [InlineData("d", "6")]
    [InlineData("99999999999999d", "6")]
    [InlineData("7d", "1")]
    [InlineData("7d", "9")]
    [InlineData("7d", "six")]
    public void A_wrong_duration_or_length_is_wrong_usage(string window, string length)
    {
        Command command = RingsCommand.Create();
        Assert.NotEmpty(command.Parse(["edges.txt", $"--window={window}", $"--max-length={length}"]).Errors);
        Assert.Empty(command.Parse(["edges.txt", "--window=12h", "--max-length=6"]).Errors);
        Assert.NotEmpty(command.Parse(["edges.txt"]).Errors);
    }

    private static async Task<string> Report(params string[] arguments)
    {
        using StringWriter output = new();
        int status = await RingsCommand.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        Assert.Equal(ExitStatus.Done, status);
        using JsonDocument json = JsonDocument.Parse(output.ToString());
        Assert.InRange(json.RootElement.GetProperty("seconds").GetDouble(), 0, 60);
        return output.ToString().Split(",\"seconds\"")[0];
    }

    private string Write(string text)
    {
        string file = Path.Combine(_folder.FullName, "edges.txt");
        File.WriteAllText(file, text);
        return file;
    }
}
