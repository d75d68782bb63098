using System.Diagnostics;
using System.Globalization;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Services;

/// <summary>
/// The file that tells other commands which services <c>demo --keep</c> left up: NAME=value lines, read by <c>./fraudwatch</c> too,
/// which hands them on as environment. Only its owner may read it, for the password in it.
/// </summary>
internal sealed class KeptServices
{
    private const string ProcessIdName = "FRAUDWATCH_SANDBOX_PID";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly string _file;

    public KeptServices(string file) => _file = file;

    /// <summary><c>services.env</c> in the sandbox's folder.</summary>
    public static string DefaultFile => Path.Combine(SandboxFolder.Path, "services.env");

    /// <summary>Whole or not at all: whoever waits for the file may read it when it is there.</summary>
    public void Write(ServiceAddresses addresses)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        string unfinished = _file + ".new";
        FileStreamOptions ownerOnly = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            ownerOnly.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (StreamWriter writer = new(unfinished, ownerOnly))
        {
            writer.WriteLine($"{ProcessIdName}={Environment.ProcessId}");
            foreach ((string name, string value) in addresses.Environment)
            {
                writer.WriteLine($"{name}={value}");
            }
        }

        File.Move(unfinished, _file, overwrite: true);
    }

    public void Remove() => File.Delete(_file);

    /// <summary>The process that holds the services, or null when none does. A file without its process is removed.</summary>
    public Process? FindHolder()
    {
        if (!File.Exists(_file))
        {
            return null;
        }

        Process? holder = Running(ReadProcessId());
        if (holder is null)
        {
            Remove();
        }

        return holder;
    }

    public ServiceAddresses Read()
    {
        Dictionary<string, string> values = ReadValues();
        return new ServiceAddresses(values[ServiceAddresses.BootstrapServersName], values[ServiceAddresses.PostgresConnectionStringName]);
    }

    /// <summary>Asks the holder to stop its services and waits until it has.</summary>
    /// <returns>False when nothing was up.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        using Process? holder = FindHolder();
        if (holder is null)
        {
            return false;
        }

        using Process terminate = Process.Start(new ProcessStartInfo("kill", ["-TERM", holder.Id.ToString()]) { UseShellExecute = false })!;
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(StopLimit);
        await holder.WaitForExitAsync(late.Token);
        Remove();
        return true;
    }

    /// <summary>A number may have passed to another program since; ours has our name in its command line.</summary>
    private static Process? Running(int processId)
    {
        string commandLine = $"/proc/{processId}/cmdline";
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(typeof(KeptServices).Assembly.GetName().Name!, StringComparison.Ordinal)
            ? Process.GetProcessById(processId)
            : null;
    }

    private int ReadProcessId() =>
        ReadValues().TryGetValue(ProcessIdName, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            ? processId
            : throw new CommandFailure($"{_file} has no line {ProcessIdName}=<number>. Delete it if nothing of FraudWatch runs.");

    private Dictionary<string, string> ReadValues() =>
        File.ReadLines(_file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
}
