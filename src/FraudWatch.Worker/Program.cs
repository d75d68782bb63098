using FraudWatch.Worker;
using FraudWatch.Worker.Health;
using FraudWatch.Worker.Holds;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddFraudWatchWorker();
WebApplication worker = builder.Build();
worker.MapHealth();
worker.MapGet("/accounts/{id}/holds", static (HttpContext request, HoldEndpoint holds) => holds.AnswerAsync(request));
return await worker.RunToEndAsync();
