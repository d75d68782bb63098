using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Holds;

namespace FraudWatch.Worker;

/// <summary>The program: command line in, exit status out. What keeps it from starting is one sentence.</summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (!WorkerArguments.TryRead(args, out BootstrapRequest bootstrap, out GapRequest gaps, out string[] settings, out int status))
            {
                return status;
            }

            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
                new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
            builder.AddFraudWatchWorker(bootstrap, gaps);
            if (builder.SettingFaults() is { Count: > 0 } faults)
            {
                return await WorkerHost.RefuseAsync(faults);
            }

            WebApplication worker = builder.Build();
            worker.MapHealth();
            worker.MapGet("/accounts/{id}/holds", static (HttpContext request, HoldEndpoint holds) => holds.AnswerAsync(request));
            worker.MapFallback("{*any}", HoldEndpoint.Refuse);
            return await worker.RunToEndAsync();
        }
#pragma warning disable CA1031 // The last handler: a process that ends by an exception ends with a core dump and no sentence.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            string cause = failure.InnerException is Exception inner ? $"{failure.Message} ({inner.Message})" : failure.Message;
            return Say($"The worker could not start: {cause.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Says why there is no worker; where stderr cannot be written, the status alone tells.</summary>
    private static int Say(string sentence)
    {
        try
        {
            Console.Error.WriteLine(sentence);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // There is nowhere left to say it.
        }

        return 1;
    }
}
