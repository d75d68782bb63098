using System.CommandLine;
using FraudWatch.Cli.Commands.Actions;
using FraudWatch.Cli.Commands.DeadLetters;
using FraudWatch.Cli.Commands.Flags;
using FraudWatch.Cli.Commands.Holds;
using FraudWatch.Cli.Commands.Migrate;
using FraudWatch.Cli.Commands.Order;
using FraudWatch.Cli.Commands.Replay;
using FraudWatch.Cli.Commands.Retention;
using FraudWatch.Cli.Commands.Rings;
using FraudWatch.Cli.Commands.Version;

namespace FraudWatch.Cli;

/// <summary>The analyst's and the offline commands.</summary>
public static class CliCommands
{
    public static RootCommand Root()
    {
        var root = new RootCommand("FraudWatch: finds unofficial resale and gift-ring laundering in a live-streaming coin economy.")
        {
            ActionsCommand.Create(),
        DeadLettersCommand.Create(),
            FlagsCommand.Create(),
            HoldsCommand.Create(),
            MigrateCommand.Create(),
            OrderCommand.Create(),
            ReplayCommand.Create(),
            RetentionCommand.Create(),
            RingsCommand.Create(),
            VersionCommand.Create(),
        };
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        return root;
    }
}
