using FraudWatch.Sandbox.Processes;

namespace FraudWatch.Sandbox.Postgres;

/// <summary>
/// A shell at the other end of a pipe: when the pipe closes, because this program asks for it or because it died, the server is
/// stopped and its folder removed. (A signal on the parent's death would follow the thread that started the child, which may end early.)
/// </summary>
internal sealed class PostgresWatchdog : IAsyncDisposable
{
    // Removed more than once, because an initdb that outlives the parent goes on writing until it misses its files.
    private const string Script =
        """
        folder=$1; data=$2; shift 2
        cat >/dev/null
        if [ -e "$data/postmaster.pid" ]; then
          "$@" stop -D "$data" -m fast -t 20 >/dev/null 2>&1 || "$@" stop -D "$data" -m immediate -t 5 >/dev/null 2>&1
        fi
        tries=0
        while [ $tries -lt 100 ]; do
          rm -rf "$folder" 2>/dev/null
          [ -e "$folder" ] || break
          tries=$((tries + 1))
          sleep 0.1
        done
        """;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);
    private readonly LineProcess _shell;

    private PostgresWatchdog(LineProcess shell) => _shell = shell;

    public static PostgresWatchdog Start(PostgresPrograms programs, PostgresFolder folder) =>
        new(LineProcess.Start("sh", ["-c", Script, "postgres-watchdog", folder.Path, folder.Data, .. programs.CommandLine("pg_ctl")]));

    /// <summary>Has the server stopped and the folder removed, and waits for it.</summary>
    public async ValueTask DisposeAsync() => await _shell.EndAsync(EndLimit);
}
