using System.Diagnostics;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Processes;

/// <summary>A program run to its end for its effect.</summary>
internal static class OneShot
{
    /// <exception cref="CommandFailure">It did not end with 0; the message has what it said.</exception>
    public static async Task RunAsync(IEnumerable<string> commandLine, CancellationToken cancellationToken)
    {
        string[] words = [.. commandLine];
        // The root folder, because the user it may change to need not be able to enter this one.
        ProcessStartInfo start = new(words[0], words.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new CommandFailure($"{words[0]} could not be started.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new CommandFailure($"'{string.Join(' ', words)}' ended with status {process.ExitCode}: {await errors}{await output}");
        }
    }
}
