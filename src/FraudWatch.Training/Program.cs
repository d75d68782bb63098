using FraudWatch.Terminal;
using FraudWatch.Training.Commands;

return await CommandProgram.RunAsync(TrainingCommands.Root(), args);
