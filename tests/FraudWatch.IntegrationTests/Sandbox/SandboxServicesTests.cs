using System.Diagnostics;
using System.Net.Sockets;
using FraudWatch.Sandbox.Processes;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Sandbox;

/// <summary>The services as a real process, as the demo keeps them: started by root or an ordinary user, ended in every way.</summary>
public sealed class SandboxServicesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _programs = Directory.CreateTempSubdirectory("fraudwatch-services").FullName;

    public void Dispose() => Directory.Delete(_programs, recursive: true);

    [Fact]
    public async Task An_ordinary_user_can_run_them()
    {
        // Root steps down to nobody, who may not look into root's folders: so the program is copied out of them.
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];
        string program = CopyProgram();
        using Process services = Start([.. asNobody, "dotnet", program, "services"]);
        Addresses addresses = await ReadAddressesAsync(services);
        Assert.Equal("on", await AskAsync(addresses.Postgres, "SHOW fsync"));
        Assert.True(await TakesConnectionsAsync(addresses.Broker));

        services.StandardInput.Close();
        await services.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(0, services.ExitCode);
        Assert.False(Directory.Exists(addresses.Folder));
    }

    [Theory]
    [InlineData("-KILL")]
    [InlineData("-TERM")]
    public async Task They_are_gone_when_their_holder_is(string signal)
    {
        using Process services = Start(["dotnet", SourceTree.Program("FraudWatch.Sandbox"), "services"]);
        Addresses addresses = await ReadAddressesAsync(services);
        int postmaster = int.Parse((await File.ReadAllLinesAsync(Path.Combine(addresses.Folder, "data", "postmaster.pid")))[0]);
        Assert.True(RunningProcess.Exists(postmaster));

        using Process kill = Process.Start("kill", [signal, services.Id.ToString()]);
        await services.WaitForExitAsync().WaitAsync(Patience);

        await UntilAsync(() => Task.FromResult(!RunningProcess.Exists(postmaster) && !Directory.Exists(addresses.Folder)), "Postgres and its folder are gone");
        await UntilAsync(async () => !await TakesConnectionsAsync(addresses.Broker), "the broker is gone");
    }

    [Fact]
    public async Task Killed_while_the_cluster_is_being_made_they_leave_nothing_either()
    {
        DirectoryInfo temporary = Directory.CreateDirectory(Path.Combine(_programs, "tmp"));
        Run("chmod", "755", _programs, temporary.FullName);
        using Process services = Start(["dotnet", SourceTree.Program("FraudWatch.Sandbox"), "services"], temporary.FullName);
        await UntilAsync(() => Task.FromResult(temporary.GetDirectories("fraudwatch-pg-*").Any(folder => Directory.Exists(Path.Combine(folder.FullName, "data")))), "initdb has begun");

        services.Kill();

        await UntilAsync(() => Task.FromResult(temporary.GetDirectories("fraudwatch-pg-*").Length == 0), "the folder is gone");
    }

    private static Process Start(string[] commandLine, string? temporary = null) =>
        Process.Start(new ProcessStartInfo(commandLine[0], commandLine.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = Path.GetTempPath(), ["TMPDIR"] = temporary ?? Path.GetTempPath() },
        })!;

    private static async Task<Addresses> ReadAddressesAsync(Process services)
    {
        Dictionary<string, string> values = [];
        while (values.Count < 2)
        {
            string? line = await services.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            string[] pair = (line ?? throw new InvalidOperationException("The services ended before they said their addresses.")).Split('=', 2);
            values[pair[0]] = pair[1];
        }

        return new Addresses(values["FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS"], values["FRAUDWATCH__POSTGRES__CONNECTIONSTRING"]);
    }

    private static async Task<string> AskAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<bool> TakesConnectionsAsync(string address)
    {
        string[] hostAndPort = address.Split(':');
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(hostAndPort[0], int.Parse(hostAndPort[1]));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Waited {Patience.TotalSeconds} s in vain until {what}.");
            await Task.Delay(50);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string CopyProgram()
    {
        string folder = Path.GetDirectoryName(SourceTree.Program("FraudWatch.Sandbox"))!;
        Run("cp", "-r", folder + "/.", _programs);
        Run("chmod", "-R", "a+rX", _programs);
        return Path.Combine(_programs, "FraudWatch.Sandbox.dll");
    }

    private sealed record Addresses(string Broker, string Postgres)
    {
        public string Folder => new NpgsqlConnectionStringBuilder(Postgres).Host!;
    }
}
