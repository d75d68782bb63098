using System.CommandLine;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary><c>fraudwatch holds …</c>: what is stopped, and stopping or releasing it (contract §3).</summary>
public static class HoldsCommand
{
    public static Command Create() => new("holds", "Lists holds, places, renews and releases one.")
    {
        HoldsListCommand.Create(),
        HoldsPlaceCommand.Create(),
        HoldsRenewCommand.Create(),
        HoldsReleaseCommand.CreateRelease(),
        HoldsReleaseCommand.CreateUndo(),
    };
}
