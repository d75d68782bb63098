using System.Security.Cryptography;
using System.Text;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Postgres;

/// <summary>The one folder that a cluster lives in: data, log and socket. Its path is short, because a unix socket's must be.</summary>
internal sealed class PostgresFolder
{
    /// <summary>The kernel's limit is 107 bytes with the socket's own name.</summary>
    private const int LongestPath = 85;

    private PostgresFolder(string path) => Path = path;

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Path, "server.log");

    /// <summary>Makes the folder, which must not exist, open to nobody but the server's user (and root).</summary>
    public static async Task<PostgresFolder> CreateAsync(string? wanted, CancellationToken cancellationToken)
    {
        string path = wanted is null ? Unused() : System.IO.Path.GetFullPath(wanted);
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new CommandFailure($"The folder of the embedded Postgres holds a unix socket, so its path may have {LongestPath} bytes; '{path}' has more.");
        }

        if (System.IO.Path.Exists(path))
        {
            throw new CommandFailure($"The embedded Postgres makes its folder itself, but '{path}' exists.");
        }

        string[] owner = PostgresPrograms.RunsAsRoot ? ["-o", "postgres", "-g", "postgres"] : [];
        await OneShot.RunAsync(["install", "-d", "-m", "700", .. owner, path], cancellationToken);
        return new PostgresFolder(path);
    }

    /// <summary>A file that the server's user can read, and nobody else but root: the folder lets no other in.</summary>
    public async Task<string> WriteSecretAsync(string name, string secret, CancellationToken cancellationToken)
    {
        string file = System.IO.Path.Combine(Path, name);
        await File.WriteAllTextAsync(file, secret, cancellationToken);
        if (PostgresPrograms.RunsAsRoot)
        {
            await OneShot.RunAsync(["chown", "postgres:postgres", file], cancellationToken);
        }

        return file;
    }

    private static string Unused()
    {
        string temporary = System.IO.Path.GetTempPath();
        string name = $"fraudwatch-pg-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        string path = System.IO.Path.Combine(temporary, name);
        return Encoding.UTF8.GetByteCount(path) <= LongestPath ? path : System.IO.Path.Combine("/tmp", name);
    }
}
