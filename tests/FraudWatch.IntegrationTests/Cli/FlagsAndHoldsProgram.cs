using System.Diagnostics;
using FraudWatch.IntegrationTests.Storage;
using FraudWatch.IntegrationTests.Worker;

namespace FraudWatch.IntegrationTests.Cli;

/// <summary>The real program in a process of its own: arguments in; exit status, stdout and stderr out.</summary>
internal static class FlagsAndHoldsProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static Task<CommandOutcome> RunAsync(TestDatabase db, params string[] arguments) => RunAsync(db.ConnectionString, arguments);

    /// <param name="connection">Value of the environment variable; null takes it away.</param>
    /// <param name="arguments">As typed.</param>
    public static async Task<CommandOutcome> RunAsync(string? connection, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramProcess.DllOf("FraudWatch.Cli"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("FRAUDWATCH__POSTGRES__CONNECTIONSTRING");
        if (connection is not null)
        {
            start.Environment["FRAUDWATCH__POSTGRES__CONNECTIONSTRING"] = connection;
        }

        using Process program = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        Task<string> output = program.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = program.StandardError.ReadToEndAsync(limit.Token);
        await program.WaitForExitAsync(limit.Token);
        return new CommandOutcome(program.ExitCode, await output, await error);
    }
}

internal sealed record CommandOutcome(int Status, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
