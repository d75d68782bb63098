using System.Text.Json;
using FraudWatch.Detection.Events;
using FraudWatch.Simulator;
using FraudWatch.Testing.Events;
using FraudWatch.Tests.Simulator;

namespace FraudWatch.Tests.State;

/// <summary>Events dealt into partitions of all topics, in the order given, as messages.</summary>
internal sealed class EventLogsInMemory
{
    public const int Partitions = 3;

    private readonly List<byte[]>[] _logs;

    private EventLogsInMemory() => _logs = [.. Enumerable.Range(0, Slots).Select(_ => new List<byte[]>())];

    public int Slots => Topics.All.Count * Partitions;

    public long Messages => _logs.Sum(log => (long)log.Count);

    /// <summary>A simulated economy, and what people did about every fourth flag that <paramref name="flags"/> names: (id, anchor, raised at).</summary>
    public static EventLogsInMemory Of(SimulationOptions options, IEnumerable<(Guid Id, string Anchor, long At)> flags)
    {
        var logs = new EventLogsInMemory();
        SimulatedEconomy economy = SimulatedEconomy.Of(options);
        foreach (EventObject odd in Oddities(economy.Events()[0].GetProperty("occurred_at").GetDateTimeOffset().ToUnixTimeMilliseconds()))
        {
            logs.Add(Topic.CoinEvents, "odd", odd.Utf8());
        }

        logs.Deal(Topic.CoinEvents, economy.CoinEvents);
        logs.Deal(Topic.GiftEvents, economy.GiftEvents);
        string[] actions = ["confirmed", "dismissed", "escalated", "undone"];
        int number = 0;
        foreach ((Guid id, string anchor, long at) in flags.Where((_, i) => i % 4 == 0).OrderBy(f => f.At))
        {
            EventObject action = EventObject.Action($"act-{number}", at + 3_600_000, anchor, actions[number++ % actions.Length]).With("flag_id", id.ToString());
            logs.Add(Topic.FraudActions, anchor, action.Utf8());
            logs.Add(Topic.FraudActions, anchor, EventObject.Action($"then-{number}", at + 3_700_000, anchor, actions[number % 3]).With("flag_id", id.ToString()).Utf8());
        }

        return logs;
    }

    /// <summary>People release every third of these holds an hour after it was placed, and place one of their own on its account.</summary>
    public void ReleaseSome(IEnumerable<JsonElement> holds)
    {
        foreach ((JsonElement hold, int number) in holds.OrderBy(At).Select((hold, i) => (hold, i)).Where(h => h.i % 3 == 0))
        {
            string account = hold.GetProperty("account_id").GetString()!;
            EventObject release = EventObject.Action($"release-{number}", At(hold) + 3_600_000, account, "released")
                .With("hold_id", hold.GetProperty("hold_id").GetString()!).With("scope", hold.GetProperty("scope").GetString()!);
            EventObject place = EventObject.Action($"place-{number}", At(hold) + 3_600_001, account, "held")
                .With("hold_id", $"0a000000-0000-0000-0000-{number:000000000000}").With("scope", "account")
                .With("placed_at", WireTime.Format(At(hold) + 3_600_001)).With("expires_at", WireTime.Format(At(hold) + 90_000_000));
            Add(Topic.FraudActions, account, release.Without("flag_id").Utf8());
            Add(Topic.FraudActions, account, place.Without("flag_id").Utf8());
        }

        static long At(JsonElement hold) => hold.GetProperty("placed_at").GetDateTimeOffset().ToUnixTimeMilliseconds();
    }

    public (Topic Topic, int Partition) At(int slot) => ((Topic)(slot / Partitions), slot % Partitions);

    public int SlotOf(LogPosition position) => ((int)position.Topic * Partitions) + position.Partition;

    public int LengthOf(int slot) => _logs[slot].Count;

    public ParsedEvent Read(int slot, long offset)
    {
        (Topic topic, int partition) = At(slot);
        var message = new ParsedEvent();
        EventParser.TryParse(_logs[slot][(int)offset], message);
        ReceivedClock.Judge(message);
        message.Position = new LogPosition(topic, partition, offset);
        return message.Rejection.IsRejected ? throw new InvalidOperationException(message.Rejection.Detail) : message;
    }

    /// <summary>What a small economy does not bring by itself: claims that wait for their order or exceed it, an id used
    /// twice, coins that somebody else paid for.</summary>
    private static IEnumerable<EventObject> Oddities(long at) =>
    [
        EventObject.Of("coin.refunded", "odd-1", at, "odd").With("order_id", "unseen").With("coins", 5).WithRaw("price_usd", "1"),
        EventObject.Of("coin.charged_back", "odd-2", at, "odd").With("order_id", "unseen").With("coins", 6).WithRaw("price_usd", "1"),
        EventObject.Of("coin.chargeback_reversed", "odd-3", at, "odd").With("order_id", "unseen").With("coins", 7).WithRaw("price_usd", "1"),
        EventObject.Purchase("odd-4", at, "odd", coins: 10),
        EventObject.Of("coin.refunded", "odd-5", at, "odd").With("order_id", "o-odd-4").With("coins", 50).WithRaw("price_usd", "1"),
        EventObject.Of("account.signed_in", "odd-6", at, "odd"),
        EventObject.Of("account.reported", "odd-6", at, "odd"),
        EventObject.Purchase("odd-7", at, "paid-for").With("payer_id", "odd"),
        EventObject.Gift("odd-8", at, "paid-for", "odd-creator", coins: 600),
        EventObject.Withdrawal("odd-9", at, "odd-creator", diamonds: 20),
        EventObject.Of("account.signed_in", "odd-10", at, "odd").With("received_at", WireTime.Format(at - 3_600_000)).With("device_id", new string('d', 129)),
    ];

    private void Deal(Topic topic, byte[] file)
    {
        foreach (JsonElement line in SimulatedEconomy.Lines(file))
        {
            Add(topic, line.GetProperty("account_id").GetString()!, JsonSerializer.SerializeToUtf8Bytes(line));
        }
    }

    private void Add(Topic topic, string key, byte[] message) =>
        _logs[SlotOf(new LogPosition(topic, PartitionHash.Of(System.Text.Encoding.UTF8.GetBytes(key), Partitions), 0))].Add(message);
}
