using System.Collections.Concurrent;
using System.Diagnostics;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>One of our programs as a process of its own, from its own bin folder, with what it said.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private ProgramProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Its stdout and stderr so far.</summary>
    public string Said => string.Join(Environment.NewLine, _said);

    /// <param name="project">For example <c>FraudWatch.Worker</c>.</param>
    /// <param name="arguments">Command line.</param>
    /// <param name="environment">On top of this process's own.</param>
    public static ProgramProcess Start(string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(DllOf(project));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ProgramProcess(Process.Start(start) ?? throw new InvalidOperationException($"{project} was not started"));
    }

    public async Task<int> WaitAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException tooLate)
        {
            throw new TimeoutException($"expected an end within {limit.TotalSeconds} s; it said:{Environment.NewLine}{Said}", tooLate);
        }
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>SIGSTOP: it stands still wherever it is, and holds whatever it holds.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal("-CONT");

    /// <summary>Resident memory now, in bytes, as the kernel counts it.</summary>
    public long ResidentBytes()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>The tests lie in tests/X/bin/Configuration/Framework, the program in src/Y/bin with the same two.</summary>
    internal static string DllOf(string project)
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        DirectoryInfo configuration = framework.Parent!;
        string root = configuration.Parent!.Parent!.Parent!.Parent!.FullName;
        string dll = Path.Combine(root, "src", project, "bin", configuration.Name, framework.Name, project + ".dll");
        return File.Exists(dll) ? dll : throw new FileNotFoundException($"expected the program at {dll}, found none", dll);
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
        }
    }
}
