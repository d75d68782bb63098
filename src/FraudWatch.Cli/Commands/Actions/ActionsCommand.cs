using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Replay;
using FraudWatch.Storage;
using FraudWatch.Terminal;
using Npgsql;

namespace FraudWatch.Cli.Commands.Actions;

/// <summary><c>fraudwatch actions …</c>: the keys by which the audit vouches for what people did (docs/operations/actions.md).</summary>
public static class ActionsCommand
{
    public static Command Create() => new("actions", "Exports, adds and changes the keys that vouch for what people decided.")
    {
        CreateKeys(),
        CreateAddKeys(),
        CreateRotateKey(),
    };

    private static Command CreateKeys() => Create(
        "keys",
        "Writes the keys to stdout, one JSON object a line, for replay --action-keys. They are secret: whoever has them can sign.",
        argument: null,
        async (keys, _, stop) =>
        {
            foreach (ActionKey key in await keys.ReadAsync(stop))
            {
                Console.Out.WriteLine(ActionKeysFile.LineOf(key.KeyId, key.Key));
            }
        });

    private static Command CreateAddKeys() => Create(
        "add-keys",
        "Takes in the keys of a file that actions keys wrote, to verify by: for a database restored from a backup that is older than they are.",
        new Argument<string>("FILE") { Description = "One JSON object a line." },
        async (keys, file, stop) =>
        {
            int added = 0;
            foreach ((string id, byte[] key) in ReadFile(file!))
            {
                added += await keys.AddAsync(id, key, stop) ? 1 : 0;
            }

            await Console.Error.WriteLineAsync($"{Figures.Count(added)} keys added.");
        });

    private static Command CreateRotateKey() => Create(
        "rotate-key",
        "Makes a new key that signs from now on; the others go on verifying.",
        argument: null,
        async (keys, _, stop) => Console.Out.WriteLine(await keys.RotateAsync(stop)));

    private static Command Create(string verb, string description, Argument<string>? argument, Func<ActionKeyStore, string?, CancellationToken, Task> act)
    {
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command(verb, description) { connection };
        if (argument is not null)
        {
            command.Add(argument);
        }

        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            try
            {
                await act(new ActionKeyStore(database), argument is null ? null : parsed.GetRequiredValue(argument), stop);
                return ExitStatus.Done;
            }
            catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new CommandFailure(
                    $"This database user may not do that ({denied.MessageText}): members of {SchemaRoles.Migrator} may read and change the keys, {SchemaRoles.Worker} may read them.", denied);
            }
        }));
        return command;
    }

    private static IReadOnlyDictionary<string, byte[]> ReadFile(string file)
    {
        try
        {
            return ActionKeysFile.Read(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"actions add-keys: {failure.Message}", failure);
        }
    }
}
