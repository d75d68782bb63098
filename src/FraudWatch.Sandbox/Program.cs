using FraudWatch.Sandbox;
using FraudWatch.Terminal;

return await CommandProgram.RunAsync(SandboxCommands.Root(), args);
