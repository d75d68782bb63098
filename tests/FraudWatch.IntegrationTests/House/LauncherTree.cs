using System.Diagnostics;
using FraudWatch.Sandbox.Processes;

namespace FraudWatch.IntegrationTests.House;

/// <summary>A tree as <c>./fraudwatch</c> expects it, the launcher and its scripts real, the sources few and <c>dotnet</c> a fake.</summary>
internal sealed class LauncherTree : IDisposable
{
    private const string FakeDotnet =
        """
        #!/bin/bash
        root=${FAKE_ROOT:?}
        line=${1#"$root/"}
        for word in "${@:2}"; do line+="|$word"; done
        echo "$line" >>"$root/calls"
        case $1 in
          --list-sdks) echo "10.0.100 [/usr/share/dotnet/sdk]" ;;
          msbuild)
            mkdir -p "$root/artifacts"
            echo "<FeedHasMicrosoftML>true</FeedHasMicrosoftML><FeedHasLibrdkafka>${FAKE_HAS_LIBRDKAFKA:-true}</FeedHasLibrdkafka>" >"$root/artifacts/feed.props"
            ;;
          build) echo "what the compiler said"; exit "${FAKE_BUILD_STATUS:-0}" ;;
          test)
            project=${2##*/}
            mkdir -p "$root/artifacts/test-results"
            [[ -z ${FAKE_COUNTERS:-} ]] || echo "<Counters $FAKE_COUNTERS />" >"$root/artifacts/test-results/$project.trx"
            ;;
          *)
            echo "in $PWD"
            if [[ -n ${FRAUDWATCH__POSTGRES__CONNECTIONSTRING:-} ]]; then
              echo "kafka ${FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS:-} postgres $FRAUDWATCH__POSTGRES__CONNECTIONSTRING"
            fi
            exit "${FAKE_STATUS:-0}"
            ;;
        esac
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("fraudwatch-launcher").FullName;
    private readonly string _programs;

    public LauncherTree()
    {
        _programs = Path.Combine(_root, "fake-bin");
        Directory.CreateDirectory(_programs);
        Copy("fraudwatch");
        Array.ForEach(Directory.GetFiles(Path.Combine(SourceTree.Root, "eng")), file => Copy(Path.Combine("eng", Path.GetFileName(file))));
        Array.ForEach(["src/A/A.cs", "src/A/B.cs", "tests/C/C.cs", "FraudWatch.sln", "global.json", ".editorconfig", "BannedSymbols.txt", "Directory.Build.props", "Directory.Solution.targets"], Touch);
        Script(Path.Combine(_programs, "dotnet"), FakeDotnet);
        Environment["FAKE_ROOT"] = _root;

        // The long tests run these too, and must not start the mutants of a tree that has none.
        Environment["FRAUDWATCH_TEST_LONG"] = "";
        Environment["PATH"] = $"{_programs}:{System.Environment.GetEnvironmentVariable("PATH")}";
        Environment["XDG_CACHE_HOME"] = Path.Combine(_root, "cache");
    }

    /// <summary>What the launcher is run with, beside this process's own.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>What the fake was asked: the words of a call, the tree's own path left out, with bars between.</summary>
    public IReadOnlyList<string> Calls => File.Exists(CallFile) ? File.ReadAllLines(CallFile) : [];

    /// <summary>The first word of each call, a program's only as <c>src</c>.</summary>
    public IReadOnlyList<string> CallKinds => [.. Calls.Select(call => call.Split('|', '/')[0])];

    private string CallFile => Path.Combine(_root, "calls");

    public void ForgetCalls() => File.Delete(CallFile);

    public Task<ProgramRun> RunAsync(params string[] arguments) => RunAsync(Path.Combine(_root, "fraudwatch"), _root, arguments);

    public Task<ProgramRun> RunThroughLinkAsync(string workingFolder, params string[] arguments)
    {
        string link = Path.Combine(_programs, "a-link");
        File.CreateSymbolicLink(link, Path.Combine(_root, "fraudwatch"));
        return RunAsync(link, workingFolder, arguments);
    }

    /// <summary>As if everything had been built half an hour ago, from sources that were old by then.</summary>
    public void MarkBuilt()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (FileSystemInfo source in new DirectoryInfo(_root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).ToList())
        {
            source.LastWriteTimeUtc = now.AddHours(-1);
        }

        string artifacts = Directory.CreateDirectory(Path.Combine(_root, "artifacts")).FullName;
        File.WriteAllText(Path.Combine(artifacts, "feed.props"), "<FeedHasMicrosoftML>true<<FeedHasLibrdkafka>true<");
        foreach (string stamp in new[] { "built.began", "built.ended" })
        {
            File.WriteAllText(Path.Combine(artifacts, stamp), "");
            File.SetLastWriteTimeUtc(Path.Combine(artifacts, stamp), now.AddMinutes(-30));
        }
    }

    public void Change(string change)
    {
        switch (change)
        {
            case "a changed file": Touch("src/A/A.cs"); break;
            case "a new file": Touch("tests/C/D.cs"); break;
            case "a removed file": File.Delete(Path.Combine(_root, "src/A/B.cs")); break;
            default: throw new ArgumentException($"There is no change '{change}'.", nameof(change));
        }
    }

    public void KeepServices(int processId)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, "artifacts", "sandbox")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "services.env"),
            $"FRAUDWATCH_SANDBOX_PID={processId}\nFRAUDWATCH__KAFKA__BOOTSTRAPSERVERS=127.0.0.1:1\nFRAUDWATCH__POSTGRES__CONNECTIONSTRING=Host=/tmp/x;Password=a=b\n");
    }

    /// <summary>A PATH with everything that the launcher's scripts call except these.</summary>
    public void HideFromPath(params string[] hidden)
    {
        string[] needed = ["bash", "env", "readlink", "find", "grep", "mkdir", "flock", "tail", "cat", "mv", "rm", "npm", "apt-get", "gcc", "g++", "make"];
        foreach (string program in needed.Except(hidden))
        {
            File.CreateSymbolicLink(Path.Combine(_programs, program), Path.Combine("/usr/bin", program));
        }

        Environment["PATH"] = _programs;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        MakeRunnable(path);
    }

    private static void MakeRunnable(string path)
    {
        using Process change = Process.Start("chmod", ["755", path]);
        change.WaitForExit();
    }

    private void Copy(string file)
    {
        string target = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(SourceTree.Root, file), target);
    }

    private void Touch(string file)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private Task<ProgramRun> RunAsync(string launcher, string workingFolder, string[] arguments)
    {
        ProcessStartInfo start = new(launcher, arguments) { WorkingDirectory = workingFolder };
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return ProgramRun.OfAsync(start);
    }
}
