using FraudWatch.Sandbox.Services;

namespace FraudWatch.Sandbox.Demo;

/// <summary>The demo's files, kept after it for a closer look; made anew by every run.</summary>
internal sealed class DemoFolder
{
    private DemoFolder(string path) => Path = path;

    public string Path { get; }

    public string Coins => File("coin-events.jsonl");

    public string Gifts => File("gift-events.jsonl");

    public string Truth => File("truth.jsonl");

    public string Flags => File("flags.jsonl");

    public string Holds => File("holds.jsonl");

    public static DemoFolder CreateEmpty()
    {
        string path = System.IO.Path.Combine(SandboxFolder.Path, "demo");
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
        return new DemoFolder(path);
    }

    public string Log(string name) => File(name + ".log");

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
