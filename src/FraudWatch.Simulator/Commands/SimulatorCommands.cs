using System.CommandLine;

namespace FraudWatch.Simulator.Commands;

/// <summary>The commands of the simulator and the publisher.</summary>
public static class SimulatorCommands
{
    public static RootCommand Root() => new("A labelled economy to practise on.")
    {
        SimulateCommand.Create(),
        PublishCommand.Create(),
    };
}
