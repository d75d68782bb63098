using System.CommandLine;
using FraudWatch.Simulator.Commands;
using FraudWatch.Terminal;

return await CommandProgram.RunAsync(
    new RootCommand("A labelled economy to practise on.")
    {
        SimulateCommand.Create(),
        PublishCommand.Create(),
    },
    args);
