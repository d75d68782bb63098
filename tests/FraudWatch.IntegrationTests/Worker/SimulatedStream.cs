using System.Globalization;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>A small simulated economy in files, and what an offline run decides on it.</summary>
internal sealed class SimulatedStream : IDisposable
{
    private const int Seed = 7;

    private SimulatedStream(string folder) => Folder = folder;

    public string Folder { get; }

    public string CoinEvents => Path.Combine(Folder, "coin-events.jsonl");

    public string GiftEvents => Path.Combine(Folder, "gift-events.jsonl");

    public IReadOnlyList<string> Files => [CoinEvents, GiftEvents];

    public long Lines { get; private init; }

    public static async Task<SimulatedStream> MakeAsync(int payers, int days)
    {
        string folder = Directory.CreateTempSubdirectory("fraudwatch-stream-").FullName;
        using ProgramProcess simulate = ProgramProcess.Start(
            "FraudWatch.Simulator",
            ["simulate", "--out", folder, "--payers", Text(payers), "--days", Text(days), "--seed", Text(Seed)],
            new Dictionary<string, string>());
        int status = await simulate.WaitAsync(TimeSpan.FromMinutes(2));
        if (status != 0)
        {
            throw new InvalidOperationException($"simulate ended with {status}: {simulate.Said}");
        }

        return new SimulatedStream(folder)
        {
            Lines = File.ReadLines(Path.Combine(folder, "coin-events.jsonl")).LongCount() + File.ReadLines(Path.Combine(folder, "gift-events.jsonl")).LongCount(),
        };
    }

    /// <summary>The offline run on as many partitions: the last version of every flag and hold.</summary>
    public DecisionBook Replay(string models, int partitions) => Replay(models, partitions, Files);

    /// <summary>The same on other files.</summary>
    public static DecisionBook Replay(string models, int partitions, IReadOnlyList<string> files, ActionKeys? actionKeys = null) =>
        Replay(models, new OrderFile(partitions, []), files, actionKeys);

    /// <summary>The same in a worker's order.</summary>
    public static DecisionBook Replay(string models, OrderFile order, IReadOnlyList<string> files, ActionKeys? actionKeys = null)
    {
        var detector = new FraudDetector(ModelFolder.Load(models));
        var book = new DecisionBook();
        var decided = new List<Decision>();
        using EventLogs logs = EventLogs.Open(files, order.Partitions, order.Turns, actionKeys, _ => { }, CancellationToken.None);
        while (logs.TryTake(out ParsedEvent next))
        {
            detector.Process(next, decided);
            decided.ForEach(book.Record);
            decided.Clear();
        }

        return book;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
