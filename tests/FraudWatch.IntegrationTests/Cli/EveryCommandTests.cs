using FraudWatch.IntegrationTests.Cases;
using FraudWatch.IntegrationTests.House;
using FraudWatch.Terminal;
using Xunit;

namespace FraudWatch.IntegrationTests.Cli;

/// <summary>
/// What no command may do, over all commands and all their options: end in a stack trace. A wrong number or time is wrong usage that names
/// the option, a file that cannot be read is a failure that names the file, and so is a stdout that cannot be written.
/// </summary>
public sealed class EveryCommandTests : IDisposable
{
    /// <summary>Whoever has these runs as anybody else would.</summary>
    private const string WithoutRoot = """plain() { if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-dac_override,-dac_read_search "$@"; else "$@"; fi; }""";

    private static readonly string[] NoNumbers = ["abc", "", "99999999999999999999", "-99999999999999999999", "0,5", "1 000", "NaN", "1d"];
    private static readonly string[] NoTimes = ["abc", "", "99999999999999999999", "99999999999d", "1.5", "-1d", "7", "2026-13-01T00:00:00Z"];

    /// <summary>A command line of each command that takes files or folders, all there and good. Those that talk to servers are given none that answers.</summary>
    private static readonly Dictionary<string, string[]> Usual = new()
    {
        ["deadletters requeue"] = ["gift-events/0/1", "--with", "event.jsonl", "--bootstrap-servers", "127.0.0.1:1"],
        ["replay"] = ["event.jsonl", "--model", "MODELS", "--out", "out"],
        ["rings"] = ["edges.txt", "--window", "1d", "--max-length", "3"],
        ["simulate"] = ["--out", "out", "--payers", "20", "--days", "1"],
        ["publish"] = ["event.jsonl", "--bootstrap-servers", "127.0.0.1:1"],
        ["retrain"] = ["economy", "--out", "out", "--policy", "MODELS", "--events", "event.jsonl", "--labels", "labels.jsonl"],
        ["evaluate"] = ["--truth", "truth.jsonl", "--flags", "flags.jsonl", "--holds", "flags.jsonl", "--look-alikes", "flags.jsonl", "--events", "event.jsonl"],
        ["models show"] = ["MODELS"],
    };

    /// <summary>Folders that a command makes.</summary>
    private static readonly HashSet<string> Made = ["replay --out", "simulate --out", "retrain --out"];

    /// <summary>Read or written only once there is a Postgres to talk to; hidden, for the demo alone.</summary>
    private static readonly HashSet<string> NotTried = ["worker", "order export", "actions add-keys", "services"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fraudwatch-commands-").FullName;

    public static TheoryData<string> Commands => [.. CommandTree.Leaves.Select(leaf => leaf.Name)];

    public static TheoryData<string> CommandsWithFiles => [.. CommandTree.Leaves.Where(leaf => Files(leaf).Any() && !NotTried.Contains(leaf.Name)).Select(leaf => leaf.Name)];

    public void Dispose()
    {
        string closed = Path.Combine(_folder, "closed-folder");
        if (!OperatingSystem.IsWindows() && Directory.Exists(closed))
        {
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_says_what_its_value_is(string command)
    {
        CommandLeaf leaf = LeafOf(command);
        Assert.All(leaf.Options.Concat(leaf.Arguments), option => Assert.Contains(option.Value, ValueName.All));
        Assert.All(leaf.Options.Where(o => IsNumber(o.Type)), option => Assert.True(option.Value is ValueName.Number or ValueName.Time, option.Name));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_wrong_number_or_time_is_wrong_usage_that_names_the_option(string command)
    {
        CommandLeaf leaf = LeafOf(command);
        foreach ((string option, Type type, string? value) in leaf.Options)
        {
            string[] wrong = value switch
            {
                ValueName.Number when IsReal(type) => NoNumbers,
                ValueName.Number => [.. NoNumbers, "1.5"],
                ValueName.Time => NoTimes,
                _ => [],
            };
            foreach (string found in wrong)
            {
                string[] refusals = leaf.Refusals(option, found);
                string refusal = Assert.Single(refusals, r => r.Contains(option, StringComparison.Ordinal) && r.Contains("expected", StringComparison.Ordinal));
                Assert.Contains(found, refusal, StringComparison.Ordinal);
                Assert.All(refusals, r => Assert.DoesNotContain('\n', r));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Anything_at_all_behind_an_option_is_parsed_or_refused(string command)
    {
        CommandLeaf leaf = LeafOf(command);
        foreach (string option in leaf.Options.Select(o => o.Name))
        {
            foreach (string found in (string[])["", "-", "--", "--bogus", "@none", "\u001b]0;x\u0007", "é", new string('9', 400)])
            {
                Assert.All(leaf.Refusals(option, found, option, found), r => Assert.DoesNotContain("   at ", r, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [MemberData(nameof(CommandsWithFiles))]
    public void An_option_that_is_none_is_not_taken_for_a_file(string command)
    {
        CommandLeaf leaf = LeafOf(command);
        string[] line = [.. Usual[command].Select(PathOf)];
        Assert.Empty(leaf.Refusals(line));
        Assert.Contains(leaf.Refusals([.. line, "--bogus"]), r => r.Contains("'--bogus'", StringComparison.Ordinal));
        Assert.Contains(leaf.Refusals(["--bogus", .. line]), r => r.Contains("'--bogus'", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_stdout_that_cannot_be_written_is_a_failure(string command)
    {
        if (CommandTree.Leaves.First(l => l.Name == command).Command.Hidden)
        {
            return;
        }

        ProgramRun run = await Launcher.ShellAsync($"fraudwatch {command} --help >/dev/full");
        AssertSentence(run, "stdout");
        Assert.Equal(1, run.Status);
    }

    [Theory]
    [MemberData(nameof(CommandsWithFiles))]
    public async Task A_file_or_folder_that_cannot_be_used_is_named(string command)
    {
        CommandLeaf leaf = LeafOf(command);
        WriteUsual();
        foreach ((string option, _, string? value) in Files(leaf))
        {
            foreach (string found in Unusable(command, option, folder: value == ValueName.Folder))
            {
                string[] line = [Launcher.Path, .. leaf.Words, .. Replaced(Usual[command], option, found).Select(PathOf)];
                ProgramRun run = await Launcher.ShellAsync($"{WithoutRoot}; cd '{_folder}'; plain \"$@\"", line);
                AssertSentence(run, Path.GetFileName(found.TrimEnd('/')));
            }
        }
    }

    private static void AssertSentence(ProgramRun run, string part)
    {
        Assert.True(run.Status is 1 or 2, $"status {run.Status}; {run.Errors}");
        Assert.Contains(part, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("a fault of this program", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Nothing, the other kind, and what may not be read or written; a folder that is made may well be absent.</summary>
    private static IEnumerable<string> Unusable(string command, string option, bool folder)
    {
        bool made = Made.Contains($"{command} {option}");
        return made ? ["event.jsonl", "closed-folder/x"]
            : folder ? ["missing", "event.jsonl", "closed-folder"]
            : ["missing", "economy", "closed-file"];
    }

    /// <summary>The line with another value for an option, which it may lack, or for its argument.</summary>
    private static string[] Replaced(string[] line, string option, string value)
    {
        if (option.StartsWith('-') && !line.Contains(option))
        {
            return [.. line, option, value];
        }

        int at = option.StartsWith('-') ? Array.IndexOf(line, option) + 1 : Array.FindIndex(line, word => !word.StartsWith('-'));
        return [.. line[..at], value, .. line[(at + 1)..]];
    }

    private static IEnumerable<(string Name, Type Type, string? Value)> Files(CommandLeaf leaf) =>
        leaf.Options.Concat(leaf.Arguments).Where(o => o.Value is ValueName.File or ValueName.Folder);

    private static CommandLeaf LeafOf(string name) => CommandTree.Leaves.Single(leaf => leaf.Name == name);

    private static bool IsReal(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(double);

    private static bool IsNumber(Type type)
    {
        Type form = Nullable.GetUnderlyingType(type) ?? type;
        return form.IsPrimitive || form == typeof(decimal) || form == typeof(TimeSpan) || form == typeof(DateTimeOffset);
    }

    private string PathOf(string word) => word == "MODELS" ? Path.Combine(FraudWatch.Sandbox.Processes.SourceTree.Root, "models") : word;

    private void WriteUsual()
    {
        const string Event = """{"event_id":"q1","type":"account.signed_in","occurred_at":"2026-10-01T10:00:01.000Z","account_id":"a1"}""";
        Write("event.jsonl", Event + "\n");
        Write("edges.txt", "a b 1\nb a 2\n");
        Write("labels.jsonl", "");
        Write("truth.jsonl", "");
        Write("flags.jsonl", "");
        foreach (string name in (string[])["coin-events.jsonl", "gift-events.jsonl", "labels.jsonl"])
        {
            Write(Path.Combine("economy", name), "");
        }

        Write("closed-file", "");
        Directory.CreateDirectory(Path.Combine(_folder, "closed-folder"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder, "closed-file"), UnixFileMode.None);
            File.SetUnixFileMode(Path.Combine(_folder, "closed-folder"), UnixFileMode.None);
        }
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
