using System.Collections.Concurrent;
using System.Text.Json;
using FraudWatch.Simulator;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Tests.Simulator;

/// <summary>A finished run in memory. Runs are shared between tests: the same options give the same run.</summary>
internal sealed class SimulatedEconomy
{
    private static readonly ConcurrentDictionary<SimulationOptions, Lazy<SimulatedEconomy>> Runs = new();

    private SimulatedEconomy(SimulationOptions options)
    {
        using MemoryStream coins = new(), gifts = new(), truth = new(), labels = new(), lookAlikes = new();
        Simulation = new Simulation(options, coins, gifts);
        Simulation.Run(_ => { }, CancellationToken.None);
        TruthFile.Write(Simulation.Society, truth);
        LabelFile.Write(Simulation.Society, labels);
        LookAlikeFile.Write(Simulation.Society, lookAlikes);
        (CoinEvents, GiftEvents) = (coins.ToArray(), gifts.ToArray());
        (Truth, Labels, LookAlikes) = (truth.ToArray(), labels.ToArray(), lookAlikes.ToArray());
    }

    public Simulation Simulation { get; }
    public byte[] CoinEvents { get; }
    public byte[] GiftEvents { get; }
    public byte[] Truth { get; }
    public byte[] Labels { get; }
    public byte[] LookAlikes { get; }

    public static SimulatedEconomy Of(SimulationOptions options) =>
        Runs.GetOrAdd(options, o => new Lazy<SimulatedEconomy>(() => new SimulatedEconomy(o))).Value;

    /// <summary>A run that is never shared, for comparing two.</summary>
    public static SimulatedEconomy Fresh(SimulationOptions options) => new(options);

    /// <summary>The events of both topics, each once, in the order of time and id.</summary>
    public List<JsonElement> Events() =>
        [.. Lines(CoinEvents).Concat(Lines(GiftEvents))
            .DistinctBy(e => e.GetProperty("event_id").GetString())
            .OrderBy(e => e.GetProperty("occurred_at").GetString(), StringComparer.Ordinal)
            .ThenBy(e => e.GetProperty("event_id").GetString(), StringComparer.Ordinal)];

    public static IEnumerable<JsonElement> Lines(byte[] file)
    {
        int start = 0;
        while (start < file.Length)
        {
            int end = Array.IndexOf(file, (byte)'\n', start);
            yield return JsonDocument.Parse(file.AsMemory(start, end - start)).RootElement;
            start = end + 1;
        }
    }
}
