using Xunit;

namespace FraudWatch.IntegrationTests.House;

/// <summary>./fraudwatch in a copy of its tree, with a <c>dotnet</c> that only writes down what it was asked to do.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly LauncherTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Without_a_command_it_tells_the_usage_on_stderr()
    {
        ProgramRun run = await _tree.RunAsync();
        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains("./fraudwatch demo", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_goes_to_stdout_and_names_every_command_of_the_contract()
    {
        ProgramRun run = await _tree.RunAsync("--help");
        Assert.Equal((0, ""), (run.Status, run.Errors));
        string[] commands =
            ["demo", "test", "worker", "replay", "publish", "simulate", "evaluate", "rings", "retrain", "models", "flags", "holds", "stop", "version"];
        Assert.All(commands, command => Assert.Matches($@"(?m)^  (\./fraudwatch )?(demo --keep, )?{command}\b", run.Output));
        Assert.Empty(_tree.Calls);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("test", "--nonsense")]
    public async Task Wrong_usage_ends_with_2_before_anything_is_set_up(params string[] arguments)
    {
        ProgramRun run = await _tree.RunAsync(arguments);
        Assert.Equal(2, run.Status);
        Assert.Contains(arguments[^1], run.Errors, StringComparison.Ordinal);
        Assert.Empty(_tree.Calls);
    }

    [Theory]
    [InlineData("demo", "Sandbox")]
    [InlineData("stop", "Sandbox")]
    [InlineData("worker", "Worker")]
    [InlineData("replay", "Cli")]
    [InlineData("rings", "Cli")]
    [InlineData("flags", "Cli")]
    [InlineData("holds", "Cli")]
    [InlineData("version", "Cli")]
    [InlineData("simulate", "Simulator")]
    [InlineData("publish", "Simulator")]
    [InlineData("retrain", "Training")]
    [InlineData("evaluate", "Training")]
    [InlineData("models", "Training")]
    public async Task Every_command_reaches_its_program_with_its_arguments(string command, string program)
    {
        _tree.MarkBuilt();
        await _tree.RunAsync(command, "a b", "--c");
        Assert.Equal([$"src/FraudWatch.{program}/bin/Release/net10.0/FraudWatch.{program}.dll|{command}|a b|--c"], _tree.Calls);
    }

    [Fact]
    public async Task The_programs_status_is_the_commands_status()
    {
        _tree.MarkBuilt();
        _tree.Environment["FAKE_STATUS"] = "3";
        Assert.Equal(3, (await _tree.RunAsync("flags", "list")).Status);
    }

    [Fact]
    public async Task The_first_run_builds_and_says_so_the_second_does_not()
    {
        ProgramRun first = await _tree.RunAsync("version");
        Assert.Equal(0, first.Status);
        Assert.Contains("building: 0.", first.Errors, StringComparison.Ordinal);
        Assert.Equal(["--list-sdks", "msbuild", "build", "src"], _tree.CallKinds);

        _tree.ForgetCalls();
        ProgramRun second = await _tree.RunAsync("version");
        Assert.Equal("", second.Errors);
        Assert.Equal(["src"], _tree.CallKinds);
    }

    [Theory]
    [InlineData("a changed file")]
    [InlineData("a new file")]
    [InlineData("a removed file")]
    public async Task A_changed_source_is_built_again(string change)
    {
        _tree.MarkBuilt();
        _tree.Change(change);
        await _tree.RunAsync("version");
        Assert.Contains("build", _tree.CallKinds);
    }

    [Fact]
    public async Task A_failed_build_is_told_and_tried_again()
    {
        _tree.Environment["FAKE_BUILD_STATUS"] = "1";
        ProgramRun failed = await _tree.RunAsync("version");
        Assert.Equal(1, failed.Status);
        Assert.Contains("what the compiler said", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("src", _tree.CallKinds);

        _tree.Environment["FAKE_BUILD_STATUS"] = "0";
        Assert.Equal(0, (await _tree.RunAsync("version")).Status);
    }

    [Fact]
    public async Task Relative_paths_stay_the_callers_also_through_a_link()
    {
        _tree.MarkBuilt();
        ProgramRun run = await _tree.RunThroughLinkAsync("/usr", "rings", "some/file");
        Assert.Equal("in /usr\n", run.Output);
        Assert.Equal(["src"], _tree.CallKinds);
    }

    [Fact]
    public async Task When_nothing_is_missing_it_adds_less_than_three_tenths_of_a_second()
    {
        _tree.MarkBuilt();
        List<TimeSpan> took = [];
        for (int run = 0; run < 7; run++)
        {
            took.Add((await _tree.RunAsync("version")).Took);
        }

        // The quickest, because what another program takes of the processor is not the launcher's.
        Assert.InRange(took.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public async Task Kept_services_are_handed_on_while_their_process_lives()
    {
        _tree.MarkBuilt();
        _tree.KeepServices(Environment.ProcessId);
        ProgramRun run = await _tree.RunAsync("flags", "list");
        Assert.Contains("kafka 127.0.0.1:1 postgres Host=/tmp/x;Password=a=b\n", run.Output, StringComparison.Ordinal);

        _tree.KeepServices(processId: 0x7fffff);
        Assert.DoesNotContain("Host=/tmp/x", (await _tree.RunAsync("flags", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_services_go_before_kept_ones()
    {
        _tree.MarkBuilt();
        _tree.KeepServices(Environment.ProcessId);
        _tree.Environment["FRAUDWATCH__POSTGRES__CONNECTIONSTRING"] = "Host=mine";
        Assert.Contains("postgres Host=mine\n", (await _tree.RunAsync("flags", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_installed_is_named_with_the_line_that_installs_it()
    {
        _tree.Environment["FAKE_HAS_LIBRDKAFKA"] = "false";
        _tree.HideFromPath("npm", "apt-get");
        ProgramRun run = await _tree.RunAsync("version");
        Assert.Equal(1, run.Status);
        Assert.Matches("Install them: sudo apt-get install npm", run.Errors);
    }

    [Theory]
    [InlineData(10, 0, 0, 0, "20 passed, 0 failed")]
    [InlineData(10, 0, 2, 0, "20 passed, 0 failed, 4 skipped")]
    [InlineData(10, 1, 0, 1, "20 passed, 2 failed")]
    [InlineData(0, 0, 0, 1, "0 passed, 0 failed")]
    public async Task Tests_are_counted_from_what_ran(int passed, int failed, int skipped, int status, string line)
    {
        _tree.MarkBuilt();
        _tree.Environment["FAKE_COUNTERS"] =
            $"total=\"{passed + failed + skipped}\" executed=\"{passed + failed}\" passed=\"{passed}\" failed=\"{failed}\" error=\"0\" timeout=\"0\" aborted=\"0\"";
        ProgramRun run = await _tree.RunAsync("test");
        Assert.Equal((status, line), (run.Status, run.Output.TrimEnd().Split('\n')[^1]));
    }

    [Fact]
    public async Task A_test_project_that_leaves_no_results_is_a_failure()
    {
        _tree.MarkBuilt();
        ProgramRun run = await _tree.RunAsync("test");
        Assert.Equal(1, run.Status);
        Assert.Contains("left no results", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_tests_are_left_out_unless_asked_for()
    {
        _tree.MarkBuilt();
        await _tree.RunAsync("test");
        Assert.All(_tree.Calls, call => Assert.Contains("Category!=Long", call, StringComparison.Ordinal));
        _tree.ForgetCalls();
        await _tree.RunAsync("test", "--long");
        Assert.Equal(2, _tree.Calls.Count);
        Assert.All(_tree.Calls, call => Assert.DoesNotContain("Category", call, StringComparison.Ordinal));
    }
}
