using System.CommandLine;
using FraudWatch.Cli;
using FraudWatch.Sandbox;
using FraudWatch.Simulator.Commands;
using FraudWatch.Terminal;
using FraudWatch.Training.Commands;
using FraudWatch.Worker.Bootstrap;

namespace FraudWatch.IntegrationTests.Cli;

/// <summary>A command that can be run, with the words that name it behind <c>./fraudwatch</c>.</summary>
internal sealed record CommandLeaf(RootCommand Root, string[] Words, Command Command)
{
    public string Name => string.Join(' ', Words);

    /// <summary>Its options that take a value, by name, each with what help shows for that value.</summary>
    public IEnumerable<(string Name, Type Type, string? Value)> Options => Command.Options
        .Where(o => o.ValueType != typeof(bool) && o.ValueType != typeof(void)).Select(o => (o.Name, o.ValueType, o.HelpName));

    /// <summary>Its arguments in the same form.</summary>
    public IEnumerable<(string Name, Type Type, string? Value)> Arguments => Command.Arguments.Select(a => (a.Name, a.ValueType, a.HelpName ?? (string?)a.Name));

    /// <summary>The messages that a command line of it is refused with; empty when it can be run.</summary>
    public string[] Refusals(params string[] arguments) =>
        [.. CommandProgram.WrongUsage(CommandProgram.Parse(Root, [.. Command is RootCommand ? [] : Words, .. arguments]))];
}

/// <summary>Every command of every program, by the trees that their command lines are parsed with.</summary>
internal static class CommandTree
{
    public static IReadOnlyList<CommandLeaf> Leaves { get; } =
    [
        .. LeavesOf(CliCommands.Root()),
        .. LeavesOf(SimulatorCommands.Root()),
        .. LeavesOf(TrainingCommands.Root()),
        .. LeavesOf(SandboxCommands.Root()),
        .. WorkerLeaf(WorkerArguments.Root()),
    ];

    private static IEnumerable<CommandLeaf> LeavesOf(RootCommand root) => Below(root, root, []);

    private static IEnumerable<CommandLeaf> Below(RootCommand root, Command command, string[] words) =>
        command.Subcommands.Count == 0
            ? [new CommandLeaf(root, words, command)]
            : command.Subcommands.SelectMany(c => Below(root, c, [.. words, c.Name]));

    private static CommandLeaf[] WorkerLeaf(RootCommand root) => [new CommandLeaf(root, ["worker"], root)];
}
