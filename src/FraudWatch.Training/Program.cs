using System.CommandLine;
using FraudWatch.Terminal;
using FraudWatch.Training.Commands;

return await CommandProgram.RunAsync(
    new RootCommand("Trains models and evaluates decisions.")
    {
        RetrainCommand.Create(),
        EvaluateCommand.Create(),
        ModelsCommand.Create(),
    },
    args);
