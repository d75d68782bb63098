using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The record: a pool of connections and the one retry policy over it. Every store takes one of these.
/// Thread-safe; one a process is enough.
/// </summary>
public sealed class FraudWatchDatabase : IAsyncDisposable
{
    private FraudWatchDatabase(NpgsqlDataSource source, PostgresRetry retry, TimeSpan silentAfter)
    {
        Source = source;
        Retry = retry;
        SilentAfter = silentAfter;
    }

    public NpgsqlDataSource Source { get; }

    public PostgresRetry Retry { get; }

    /// <summary>After how long Postgres ends what a process holds that went silent (<see cref="StorageOptions.IdleInTransactionTimeout"/>).</summary>
    public TimeSpan SilentAfter { get; }

    /// <summary>For services: what fails because Postgres is away is repeated until it is back or the caller cancels.</summary>
    /// <param name="options">Checked here; throws a ValidationException that names everything wrong.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="onRetry">Told of every repeat, for metrics and logs.</param>
    public static FraudWatchDatabase Open(StorageOptions options, TimeProvider time, Action<RetryAttempt>? onRetry = null)
    {
        options.ThrowIfInvalid();
        return new(BuildSource(options), PostgresRetry.Forever(options, time, onRetry), options.IdleInTransactionTimeout);
    }

    /// <summary>For commands with a person waiting: a failure is thrown at once.</summary>
    public static FraudWatchDatabase OpenWithoutRetry(StorageOptions options)
    {
        options.ThrowIfInvalid();
        return new(BuildSource(options), PostgresRetry.None, options.IdleInTransactionTimeout);
    }

    /// <summary>Runs a read on a connection of its own, repeated as a whole.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        Retry.ExecuteAsync(
            async token =>
            {
                await using NpgsqlConnection connection = await Source.OpenConnectionAsync(token);
                return await read(connection, token);
            },
            cancellation);

    /// <summary>
    /// Runs a transaction and commits it, repeated as a whole. A lost acknowledgement repeats one that did commit:
    /// what it writes must be harmless to write twice.
    /// </summary>
    public Task<T> TransactAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> transaction, CancellationToken cancellation) =>
        Retry.ExecuteAsync(
            async token =>
            {
                await using NpgsqlConnection connection = await Source.OpenConnectionAsync(token);
                await using NpgsqlTransaction open = await connection.BeginTransactionAsync(token);
                T result = await transaction(connection, token);
                await open.CommitAsync(token);
                return result;
            },
            cancellation);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static NpgsqlDataSource BuildSource(StorageOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        connection.CommandTimeout = (int)options.CommandTimeout.TotalSeconds;
        connection.ApplicationName ??= "fraudwatch";
        string idle = $"-c idle_in_transaction_session_timeout={(long)options.IdleInTransactionTimeout.TotalMilliseconds}";
        connection.Options = string.IsNullOrEmpty(connection.Options) ? idle : $"{connection.Options} {idle}";
        return NpgsqlDataSource.Create(connection.ConnectionString);
    }
}
