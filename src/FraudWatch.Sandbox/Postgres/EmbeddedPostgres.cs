using System.Diagnostics;
using System.Security.Cryptography;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Terminal;
using Npgsql;

namespace FraudWatch.Sandbox.Postgres;

/// <summary>
/// A PostgreSQL cluster of the program's own: reached over a unix socket with a password of its own, gone with the program however
/// that ends. For crash tests it can be stopped, killed and started again on the same data and the same connection string.
/// Not safe for use by several threads at once.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(25);

    private readonly PostgresPrograms _programs;
    private readonly PostgresFolder _folder;
    private readonly PostgresWatchdog _watchdog;
    private readonly NpgsqlConnectionStringBuilder _connection;
    private Process? _server;

    private EmbeddedPostgres(PostgresPrograms programs, PostgresFolder folder, string password)
    {
        _programs = programs;
        _folder = folder;
        _watchdog = PostgresWatchdog.Start(programs, folder);
        _connection = new NpgsqlConnectionStringBuilder { Host = folder.Path, Username = Superuser, Password = password };
    }

    /// <summary>The superuser's connection to the options' database.</summary>
    public string ConnectionString => _connection.ConnectionString;

    /// <summary>Holds the data, the socket and <c>server.log</c>.</summary>
    public string Folder => _folder.Path;

    /// <summary>The postmaster, or null while stopped.</summary>
    public int? ProcessId => _server?.Id;

    /// <exception cref="CommandFailure">PostgreSQL is not installed, or does not start; the message says what to do or what it said.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        PostgresPrograms programs = PostgresPrograms.Find();
        PostgresFolder folder = await PostgresFolder.CreateAsync(options.Folder, cancellationToken);
        EmbeddedPostgres postgres = new(programs, folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        try
        {
            await postgres.InitializeAsync(options, cancellationToken);
            await postgres.StartAgainAsync(cancellationToken);
            postgres._connection.Database = options.Database;
            await postgres.CreateDatabaseAsync(options.Database, cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database, so that tests can share a cluster, and gives the superuser's connection to it.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
        await using NpgsqlCommand create = connection.CreateCommand();
        create.CommandText = $"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await create.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>A fast shutdown: clients are thrown out, everything committed is on disk. The data stay.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is null)
        {
            return;
        }

        await OneShot.RunAsync(_programs.CommandLine("pg_ctl", "stop", "-D", _folder.Data, "-m", "fast", "-t", "30"), cancellationToken);
        await ForgetServerAsync();
    }

    /// <summary><c>kill -9</c> of the postmaster and every process of its own. The data stay as the crash left them.</summary>
    public async Task KillAsync()
    {
        _server?.Kill(entireProcessTree: true);
        await ForgetServerAsync();
    }

    /// <summary>Starts the server on the data there are, and returns when it takes connections (crash recovery included).</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            throw new InvalidOperationException("The embedded Postgres runs already.");
        }

        // The shell only opens the log, as whoever we are, and then becomes the server: the process started here is the postmaster.
        ProcessStartInfo start = new("setsid") { UseShellExecute = false, WorkingDirectory = "/" };
        string[] words = ["sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "postgres", _folder.Log, .. _programs.CommandLine("postgres", "-D", _folder.Data)];
        Array.ForEach(words, start.ArgumentList.Add);
        _server = Process.Start(start) ?? throw new CommandFailure("The embedded Postgres could not be started.");
        await WaitUntilReadyAsync(_server, cancellationToken);
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        _server?.Dispose();
        _server = null;
    }

    private async Task InitializeAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        string passwordFile = await _folder.WriteSecretAsync("password", _connection.Password!, cancellationToken);
        await OneShot.RunAsync(
            _programs.CommandLine("initdb", "-D", _folder.Data, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--encoding=UTF8", "--locale=C"),
            cancellationToken);
        File.Delete(passwordFile);
        IEnumerable<string> settings = options.Settings.Select(s => $"{s.Key} = '{s.Value.Replace("'", "''", StringComparison.Ordinal)}'");
        await File.AppendAllLinesAsync(
            Path.Combine(_folder.Data, "postgresql.conf"),
            ["listen_addresses = ''", $"unix_socket_directories = '{_folder.Path}'", .. settings],
            cancellationToken);
    }

    private async Task WaitUntilReadyAsync(Process server, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(ReadyLimit);
        while (!await TakesConnectionsAsync(late.Token))
        {
            if (server.HasExited || late.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new CommandFailure($"The embedded Postgres did not start. The end of {_folder.Log}:{Environment.NewLine}{await LogTailAsync()}");
            }

            await Task.Delay(BetweenAttempts, CancellationToken.None);
        }
    }

    private async Task<bool> TakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException notYet) when (notYet.IsTransient || notYet.InnerException is IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private async Task ForgetServerAsync()
    {
        if (_server is { } server)
        {
            await server.WaitForExitAsync(CancellationToken.None);
            server.Dispose();
            _server = null;
        }
    }

    private async Task<string> LogTailAsync()
    {
        string[] lines = File.Exists(_folder.Log) ? await File.ReadAllLinesAsync(_folder.Log) : [];
        return string.Join(Environment.NewLine, lines.TakeLast(20));
    }
}
