using FraudWatch.Worker;
using FraudWatch.Worker.Health;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddFraudWatchWorker();
WebApplication worker = builder.Build();
worker.MapHealth();
return await worker.RunToEndAsync();
