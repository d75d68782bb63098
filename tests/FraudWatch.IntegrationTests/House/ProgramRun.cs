using System.Diagnostics;

namespace FraudWatch.IntegrationTests.House;

/// <summary>A program run to its end with closed stdin, and what it said.</summary>
internal sealed record ProgramRun(int Status, string Output, string Errors, TimeSpan Took)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<ProgramRun> OfAsync(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        long begin = TimeProvider.System.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        TimeSpan took = TimeProvider.System.GetElapsedTime(begin);
        return new ProgramRun(process.ExitCode, await output, await errors, took);
    }
}
