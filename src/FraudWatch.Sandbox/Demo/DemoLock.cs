using FraudWatch.Sandbox.Services;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary>The right to be the one demo of a clone, whose files and services there are once. It ends with the process, however that ends.</summary>
internal sealed class DemoLock : IDisposable
{
    private readonly FileStream _held;

    private DemoLock(FileStream held) => _held = held;

    /// <exception cref="CommandFailure">Another demo is running.</exception>
    public static DemoLock Take()
    {
        Directory.CreateDirectory(SandboxFolder.Path);
        string path = Path.Combine(SandboxFolder.Path, "demo.lock");
        try
        {
            return new DemoLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (File.Exists(path))
        {
            throw new CommandFailure($"demo: another demo is running, whose files in {SandboxFolder.Path} this one would replace; wait for its end.", held);
        }
    }

    public void Dispose() => _held.Dispose();
}
