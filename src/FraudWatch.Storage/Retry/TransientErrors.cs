using System.Net.Sockets;
using Npgsql;
using Polly.CircuitBreaker;

namespace FraudWatch.Storage;

/// <summary>The one place that says which failures pass by themselves.</summary>
public static class TransientErrors
{
    /// <summary>True when the same transaction may succeed later: the server or the way to it is away, busy, or chose this one as a victim.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException postgres => postgres.IsTransient || IsTransientState(postgres.SqlState),
        NpgsqlException npgsql => npgsql.IsTransient || (npgsql.InnerException is Exception inner && IsTransient(inner)),
        SocketException or IOException or TimeoutException => true,
        BrokenCircuitException => true,
        _ => false,
    };

    private static bool IsTransientState(string state) => state is
        PostgresErrorCodes.AdminShutdown
        or PostgresErrorCodes.CrashShutdown
        or PostgresErrorCodes.CannotConnectNow
        or "25P03" // idle_in_transaction_session_timeout
        or PostgresErrorCodes.QueryCanceled // statement_timeout; a cancellation of ours ends as OperationCanceledException
        or PostgresErrorCodes.ReadOnlySqlTransaction // a standby just before it is promoted
        or "57P05" // idle_session_timeout
        or PostgresErrorCodes.InvalidPassword // changed here and there, one after the other: whoever waits says so meanwhile
        or PostgresErrorCodes.InvalidAuthorizationSpecification
        or PostgresErrorCodes.InvalidCatalogName; // a database that is being restored
}
