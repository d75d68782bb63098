using FraudWatch.Cli.Output;
using FraudWatch.Kafka.DeadLetters;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.DeadLetters;

/// <summary>What the dead-letter topic does not have, or not whole, from Postgres, where one is named.</summary>
/// <param name="connection">As on the command line; else the environment's.</param>
internal sealed class WholeLetters(string? connection)
{
    private readonly string? _connection = string.IsNullOrWhiteSpace(connection) ? Environment.GetEnvironmentVariable(RecordConnection.Variable) : connection;

    /// <summary>
    /// Letters that only Postgres has: cut to nothing, so to say. Those of the topic can be worked on while Postgres is away, so it is only
    /// said that these are left out.
    /// </summary>
    public async Task<IReadOnlyList<LetterRecord>> SetAsideAsync(CancellationToken stop)
    {
        IReadOnlyList<SetAsideLetter> found = [];
        try
        {
            await UseAsync(async letters => found = await letters.ReadSetAsideAsync(stop));
        }
        catch (CommandFailure away) when (away.Status != ExitStatus.WrongUsage)
        {
            await Console.Error.WriteLineAsync($"Dead letters that only Postgres has are left out: {away.Message}");
        }

        return [.. found.Select(RecordOf)];
    }

    /// <summary>All bytes of a letter; null when they are not to be had.</summary>
    public async Task<byte[]?> ReadAsync(LetterRecord letter, CancellationToken stop)
    {
        byte[]? found = null;
        await UseAsync(async letters => found = await letters.ReadWholeAsync(letter.At.Topic, letter.At.Partition, letter.At.Offset, stop));
        return found is not null && letter.Message.IsWhole(found) ? found : null;
    }

    private async Task UseAsync(Func<LetterStore, Task> read)
    {
        if (!string.IsNullOrWhiteSpace(_connection))
        {
            await RecordConnection.UseAsync(_connection, async database =>
            {
                await read(new LetterStore(database));
                return 0;
            });
        }
    }

    private static LetterRecord RecordOf(SetAsideLetter letter)
    {
        var at = new LetterOrigin(letter.Topic, letter.Partition, letter.Offset);
        return new LetterRecord(letter.Reason, letter.Detail, at, at, new LetterMessage(letter.KeptAt, [], letter.Length));
    }
}
