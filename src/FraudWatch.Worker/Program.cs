using FraudWatch.Worker;
using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Holds;

if (!WorkerArguments.TryRead(args, out BootstrapRequest bootstrap, out string[] settings, out int status))
{
    return status;
}

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
builder.AddFraudWatchWorker(bootstrap);
WebApplication worker = builder.Build();
worker.MapHealth();
worker.MapGet("/accounts/{id}/holds", static (HttpContext request, HoldEndpoint holds) => holds.AnswerAsync(request));
return await worker.RunToEndAsync();
