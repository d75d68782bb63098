using FraudWatch.Cli;
using FraudWatch.Terminal;

return await CommandProgram.RunAsync(CliCommands.Root(), args);
