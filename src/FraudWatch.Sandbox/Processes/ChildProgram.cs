using System.Diagnostics;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Processes;

/// <summary>
/// One of our programs running as a process of its own, what it says kept in a log file. It leads its own session, so Ctrl-C at the
/// terminal reaches only this program, which then stops it in its turn; when this program is killed, it is killed too, unless it was
/// started to outlive it.
/// </summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly string _name;
    private readonly string _log;
    private readonly Process _process;
    private readonly ChildGuard? _guard;

    private ChildProgram(string name, string log, Process process, ChildGuard? guard)
    {
        _name = name;
        _log = log;
        _process = process;
        _guard = guard;
    }

    public bool HasEnded => _process.HasExited;

    /// <param name="name">The project, such as <c>FraudWatch.Worker</c>.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Added to this program's own.</param>
    /// <param name="log">File for stdout and stderr; replaced.</param>
    public static ChildProgram Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        Process process = StartProcess(name, arguments, environment, log);
        return new ChildProgram(name, log, process, ChildGuard.Over(process.Id));
    }

    /// <summary>As <see cref="Start"/>, for a program that is meant to live on without this one.</summary>
    public static ChildProgram StartToStay(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log) =>
        new(name, log, StartProcess(name, arguments, environment, log), guard: null);

    /// <exception cref="CommandFailure">It did not end with 0; the message has the end of its log.</exception>
    public async Task SucceedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            throw Failure();
        }
    }

    /// <summary>Says what became of a program that should still run.</summary>
    public CommandFailure Failure()
    {
        string[] lines = File.Exists(_log) ? File.ReadAllLines(_log) : [];
        string status = _process.HasExited ? $"ended with status {_process.ExitCode}" : "is stuck";
        return new CommandFailure($"{_name} {status}. The end of {_log}:{Environment.NewLine}{string.Join(Environment.NewLine, lines.TakeLast(20))}");
    }

    /// <summary>SIGTERM, and then the end that the program chooses, which must be status 0.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await OneShot.RunAsync(["kill", "-TERM", _process.Id.ToString()], cancellationToken);
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(StopLimit);
        try
        {
            await SucceedAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure();
        }
    }

    /// <summary>Kills it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }

        _process.Dispose();
    }

    private static Process StartProcess(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        // The shell only opens the log and then becomes the program, so that no pipe of ours can fill up or break.
        ProcessStartInfo start = new("setsid", ["sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", name, log, DotnetHost.Path, SourceTree.Program(name), .. arguments])
        {
            UseShellExecute = false,
        };
        foreach ((string key, string value) in environment)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start) ?? throw new CommandFailure($"{name} could not be started.");
    }
}
