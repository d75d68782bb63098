using System.Diagnostics;

namespace FraudWatch.Sandbox.Processes;

/// <summary>
/// A child process spoken to by lines. It leads a session of its own, so that Ctrl-C at the terminal reaches only the parent, which then
/// ends its children in the right order. Its stdin is a pipe: a child that watches it ends when the parent does, kill -9 included.
/// </summary>
internal sealed class LineProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly OutputTail _errors = new();
    private bool _disposed;

    private LineProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static LineProcess Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("setsid") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        LineProcess started = new(new Process { StartInfo = start });
        started._process.ErrorDataReceived += (_, line) => started._errors.Add(line.Data);
        started._process.Start();
        started._process.BeginErrorReadLine();
        return started;
    }

    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The process ended, or said nothing in time.</exception>
    public async Task<string> ReadLineAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            string? line = await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(limit, cancellationToken);
            return line ?? throw await EndedAsync(cancellationToken);
        }
        catch (TimeoutException silent)
        {
            throw new InvalidOperationException($"{Describe()} said nothing for {limit.TotalSeconds:0} s. {_errors}", silent);
        }
    }

    /// <summary>Closes the child's stdin and gives it so long to end by itself. Once done, further calls do nothing.</summary>
    public async Task EndAsync(TimeSpan limit)
    {
        if (!_disposed)
        {
            _process.StandardInput.Close();
            await EndWithinAsync(limit);
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    // Waits for the process to end by itself; kills it when it does not.
    private async Task EndWithinAsync(TimeSpan limit)
    {
        using CancellationTokenSource late = new(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            await KillAsync();
        }
    }

    private async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    private async Task<Exception> EndedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return new InvalidOperationException($"{Describe()} ended with status {_process.ExitCode}. {_errors}");
    }

    private string Describe() => string.Join(' ', _process.StartInfo.ArgumentList.Skip(1).Take(2).Select(Path.GetFileName));
}
