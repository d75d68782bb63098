using System.CommandLine;

namespace FraudWatch.Cli.Commands.Flags;

/// <summary><c>fraudwatch flags …</c>: what was flagged, and deciding about it (contract §3).</summary>
public static class FlagsCommand
{
    public static Command Create() => new("flags", "Lists flags, shows one, and records decisions about them.")
    {
        FlagsListCommand.Create(),
        FlagsShowCommand.Create(),
        FlagsReviewCommand.CreateConfirm(),
        FlagsReviewCommand.CreateDismiss(),
        FlagsReviewCommand.CreateEscalate(),
        FlagsReviewCommand.CreateSnooze(),
        FlagsReviewCommand.CreateSuppress(),
        FlagsReviewCommand.CreateUndo(),
    };
}
