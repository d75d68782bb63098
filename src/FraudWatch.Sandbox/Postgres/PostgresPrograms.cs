using System.Globalization;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Postgres;

/// <summary>PostgreSQL's server programs on this machine, and how to run them: as this user, or for root as <c>postgres</c>, since they refuse root.</summary>
internal sealed class PostgresPrograms
{
    private const string DebianFolder = "/usr/lib/postgresql";
    private static readonly string[] Needed = ["initdb", "postgres", "pg_ctl"];

    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    /// <summary>Whether the server runs as <c>postgres</c> because this program runs as root.</summary>
    public static bool RunsAsRoot => Environment.UserName == "root";

    /// <exception cref="CommandFailure">They are not installed; the message says what to install.</exception>
    public static PostgresPrograms Find()
    {
        string? folder = Candidates().FirstOrDefault(f => Needed.All(program => File.Exists(Path.Combine(f, program))));
        return folder is not null
            ? new PostgresPrograms(folder)
            : throw new CommandFailure(
                $"PostgreSQL's server programs (initdb, postgres, pg_ctl) are neither under {DebianFolder}/*/bin nor on the PATH. Install: apt-get install postgresql");
    }

    /// <summary>The words of a command line that runs a server program.</summary>
    public IEnumerable<string> CommandLine(string program, params string[] arguments)
    {
        string[] asPostgres = RunsAsRoot
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--no-new-privs"]
            : [];
        return [.. asPostgres, Path.Combine(_folder, program), .. arguments];
    }

    private static IEnumerable<string> Candidates()
    {
        string[] installed = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        IEnumerable<string> newestFirst = installed.OrderByDescending(Version).Select(f => Path.Combine(f, "bin"));
        return newestFirst.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;
}
