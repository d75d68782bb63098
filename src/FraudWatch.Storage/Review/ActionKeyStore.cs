using FraudWatch.Detection.Events;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>A key by which the audit vouches for actions.</summary>
/// <param name="KeyId">What the events name it by.</param>
/// <param name="Key">Secret.</param>
/// <param name="Signs">True for the one that signs now; the others verify.</param>
/// <param name="MadeAt">Wall time, Unix milliseconds.</param>
public sealed record ActionKey(string KeyId, byte[] Key, bool Signs, long MadeAt);

/// <summary>The keys of the audit. Workers may read them, members of the migrator role read and change them, nobody else.</summary>
public sealed class ActionKeyStore(FraudWatchDatabase database)
{
    /// <summary>All keys, the one that signs first, then the newest.</summary>
    public Task<IReadOnlyList<ActionKey>> ReadAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<ActionKey>>(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT key_id, key, signs, made_at FROM action_keys ORDER BY signs DESC, made_at DESC, key_id", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            var keys = new List<ActionKey>();
            while (await reader.ReadAsync(token))
            {
                keys.Add(new ActionKey(reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2), Instants.Read(reader, 3)));
            }

            return keys;
        },
        cancellation);

    /// <summary>All keys, to judge by.</summary>
    public async Task<ActionKeys> ReadKeysAsync(CancellationToken cancellation) =>
        new((await ReadAsync(cancellation)).Select(k => KeyValuePair.Create(k.KeyId, k.Key)));

    /// <summary>Makes a new key and lets it sign from now on.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> RotateAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand("SELECT rotate_action_key()");
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Takes in a key that verifies and does not sign.</summary>
    /// <returns>False when it was there.</returns>
    /// <exception cref="ReviewRefusedException">Another key has its id.</exception>
    public async Task<bool> AddAsync(string keyId, byte[] key, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlCommand command = database.Source.CreateCommand("SELECT add_action_key($1, $2)");
            command.Parameters.Add(new() { Value = keyId });
            command.Parameters.Add(new() { Value = key });
            return (bool)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (PostgresException e) when (e.SqlState == "FW003")
        {
            throw new ReviewRefusedException(ReviewRefusal.NotNow, e.MessageText, e);
        }
    }
}
