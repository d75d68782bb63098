using FraudWatch.Worker;

return await WorkerProgram.RunAsync(args);
