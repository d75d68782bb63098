using System.CommandLine;
using System.IO.Compression;
using System.Text;
using FraudWatch.Terminal;
using FraudWatch.Training.Commands;
using Xunit;

namespace FraudWatch.Tests.Training;

public sealed class EvaluationCommandTests : IDisposable
{
    private const string Truth = """{"account_id":"a","label":"fraud","typology":"mule_fan_in","group_id":"g","first_payout_at":"2026-01-02T00:00:00.000Z"}""";
    private const string Flag = """{"flag_id":"f","version":1,"typology":"mule_fan_in","raised_at":"2026-01-01T00:00:00.000Z","accounts":[{"account_id":"a","role":"collector","score":0.9}]}""";
    private const string Hold = """{"hold_id":"h","version":1,"account_id":"a","scope":"withdrawal","placed_at":"2026-01-01T00:00:00.000Z","expires_at":"2026-01-09T00:00:00.000Z","ended_at":null,"placed_by":"policy:v1"}""";
    private const string Event = """{"event_id":"e1","type":"diamond.withdrawn","occurred_at":"2026-01-02T00:00:00.000Z","account_id":"a","diamonds":70,"amount_usd":1.00,"payout_id":"p"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fraudwatch-evaluate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reads_plain_and_gzipped_files_and_counts_a_repeated_event_once()
    {
        string events = Write("events.jsonl.gz", Event, Event);

        int status = Run("--truth", Write("truth.jsonl", Truth), "--flags", Write("flags.jsonl.gz", Flag), "--holds", Write("holds.jsonl", Hold), "--events", events, "--json");

        Assert.Equal(ExitStatus.Done, status);
    }

    [Theory]
    [InlineData("not json", "truth.jsonl:2")]
    [InlineData("{}", "account_id")]
    [InlineData("""{"account_id":"b","label":"guilty","typology":"t","group_id":"g"}""", "guilty")]
    [InlineData(Truth, "a again")]
    public void A_broken_line_is_reported_with_file_and_line(string broken, string told)
    {
        string truth = Write("truth.jsonl", Truth, broken);

        CommandFailure failure = Assert.Throws<CommandFailure>(() => Run("--truth", truth, "--flags", Write("flags.jsonl", Flag)));

        Assert.Contains(truth + ":2", failure.Message, StringComparison.Ordinal);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        CommandFailure failure = Assert.Throws<CommandFailure>(() => Run("--truth", "/nowhere/truth.jsonl", "--flags", "/nowhere/flags.jsonl"));

        Assert.Contains("/nowhere/truth.jsonl", failure.Message, StringComparison.Ordinal);
    }

    private static int Run(params string[] arguments) =>
        EvaluateCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null });

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder.FullName, name);
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        using Stream file = File.Create(path);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            file.Write(bytes);
            return path;
        }

        using var zip = new GZipStream(file, CompressionMode.Compress);
        zip.Write(bytes);
        return path;
    }
}
