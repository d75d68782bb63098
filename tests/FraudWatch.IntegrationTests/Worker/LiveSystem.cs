using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.IntegrationTests.Kafka;
using FraudWatch.Sandbox.Broker;
using FraudWatch.Sandbox.Postgres;
using Npgsql;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>A broker, a Postgres and the real worker, each a process of its own, for one test.</summary>
internal sealed class LiveSystem : IAsyncDisposable
{
    /// <summary>Of the embedded broker's topics.</summary>
    public const int Partitions = 4;
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string _folder;
    private readonly Dictionary<string, string> _settings;

    private readonly EmbeddedBroker? _broker;
    private readonly ClientConfig _client;
    private readonly TopicNames _names;

    private LiveSystem(EmbeddedBroker? broker, KafkaTopics? real, EmbeddedPostgres postgres, string folder)
    {
        _broker = broker;
        _client = real?.Cluster.Client() ?? new ClientConfig { BootstrapServers = broker!.BootstrapServers };
        _names = real?.Names ?? TopicNames.Plain;
        PartitionCount = real?.Partitions ?? Partitions;
        Postgres = postgres;
        _folder = folder;
        Models = Path.Combine(folder, "models");
        EagerModels.WriteTo(Models);
        HealthPort = FreePort();
        _settings = new Dictionary<string, string>
        {
            ["FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS"] = _client.BootstrapServers,
            ["FRAUDWATCH__KAFKA__RECONNECTBACKOFFMAX"] = "00:00:00.500",
            ["FRAUDWATCH__POSTGRES__CONNECTIONSTRING"] = postgres.ConnectionString,
            ["FRAUDWATCH__MODELS__FOLDER"] = Models,
            // The machine may be slow: nobody is left out while it is still publishing.
            ["FRAUDWATCH__PIPELINE__MAXIDLE"] = "00:00:05",
            ["FRAUDWATCH__PIPELINE__BATCHEVENTS"] = "2000",
            ["FRAUDWATCH__HEALTH__PORT"] = Text(HealthPort),
        };
        foreach ((string name, string value) in real?.Environment ?? new Dictionary<string, string>())
        {
            _settings[name] = value;
        }
    }

    /// <summary>The embedded broker; of a system on a real one there is none.</summary>
    public EmbeddedBroker Broker => _broker ?? throw new InvalidOperationException("this system runs on a real Kafka");

    /// <summary>Of every topic but the dead letters', which has one.</summary>
    public int PartitionCount { get; }

    public EmbeddedPostgres Postgres { get; }

    public string Models { get; }

    public int HealthPort { get; }

    public static async Task<LiveSystem> StartAsync(int brokers = 1)
    {
        EmbeddedBroker broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = EmbeddedBrokerOptions.ContractTopics(Partitions), Brokers = brokers }, CancellationToken.None);
        EmbeddedPostgres postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);
        return new LiveSystem(broker, real: null, postgres, Directory.CreateTempSubdirectory("fraudwatch-live-").FullName);
    }

    /// <summary>On topics of a real Kafka, which stay when this system ends.</summary>
    public static async Task<LiveSystem> StartOnAsync(KafkaTopics topics)
    {
        EmbeddedPostgres postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);
        return new LiveSystem(broker: null, topics, postgres, Directory.CreateTempSubdirectory("fraudwatch-live-").FullName);
    }

    public ProgramProcess StartWorker(params (string Name, string Value)[] settings) => StartWorkerWith([], settings);

    /// <param name="arguments">Its command line.</param>
    /// <param name="settings">Environment names and values.</param>
    public ProgramProcess StartWorkerWith(IEnumerable<string> arguments, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(_settings);
        foreach ((string name, string value) in settings)
        {
            environment[name] = value;
        }

        return ProgramProcess.Start("FraudWatch.Worker", arguments, environment);
    }

    public ProgramProcess StartPublisher(IEnumerable<string> files, params string[] options) =>
        ProgramProcess.Start("FraudWatch.Simulator", ["publish", .. files, .. options], _settings);

    public async Task PublishAsync(IEnumerable<string> files, params string[] options)
    {
        using ProgramProcess publisher = StartPublisher(files, options);
        int status = await publisher.WaitAsync(Patience);
        if (status != 0)
        {
            throw new InvalidOperationException($"publish ended with {status}: {publisher.Said}");
        }
    }

    /// <summary>The worker's status; null while it does not answer.</summary>
    public async Task<WorkerStatusView?> StatusAsync(int? port = null)
    {
        try
        {
            using var json = JsonDocument.Parse(await Http.GetStringAsync(new Uri($"http://127.0.0.1:{port ?? HealthPort}/status")));
            return new WorkerStatusView(json.RootElement.Clone());
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Status code and text of <c>/readyz</c>; null while it does not answer.</summary>
    public async Task<(HttpStatusCode Code, string Text)?> ReadinessAsync()
    {
        try
        {
            using HttpResponseMessage response = await Http.GetAsync(new Uri($"http://127.0.0.1:{HealthPort}/readyz"));
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Looks at the status until it satisfies, the worker ends, or patience does.</summary>
    public async Task<WorkerStatusView> WaitForStatusAsync(ProgramProcess worker, Func<WorkerStatusView, bool> satisfies, int? port = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        WorkerStatusView? last = null;
        while (!patience.IsCancellationRequested)
        {
            if (worker.HasExited)
            {
                throw new InvalidOperationException($"the worker ended with {worker.ExitCode}; it said:{Environment.NewLine}{worker.Said}");
            }

            last = await StatusAsync(port) ?? last;
            if (last is not null && satisfies(last))
            {
                return last;
            }

            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        throw new TimeoutException($"last seen: {last?.State}, {last?.Events} events, {last?.CommittedMessages} committed; the worker said:{Environment.NewLine}{worker.Said}");
    }

    public Task<WorkerStatusView> WaitUntilCommittedAsync(ProgramProcess worker, long messages) =>
        WaitForStatusAsync(worker, status => status.CommittedMessages >= messages);

    /// <summary>Next offsets that Postgres holds, by partition name as in the status.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CommittedAsync()
    {
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand("SELECT topic || '[' || partition || ']', next_offset FROM partition_offsets");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var committed = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            committed.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return committed;
    }

    /// <summary>Waits until everything in the outbox is marked as published, or set aside.</summary>
    public async Task WaitUntilPublishedAsync()
    {
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString);
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await using NpgsqlCommand command = source.CreateCommand("SELECT count(*) FROM outbox WHERE published_at IS NULL AND set_aside_at IS NULL");
            if ((long)(await command.ExecuteScalarAsync(patience.Token))! == 0)
            {
                return;
            }

            await Task.Delay(BetweenLooks, patience.Token);
        }
    }

    /// <summary>Partitions of the event topics of which the embedded broker, which keeps little, has dropped something.</summary>
    public IReadOnlyList<string> DroppedBy()
    {
        var config = new ConsumerConfig(_client) { GroupId = "test-watermarks" };
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        return
        [
            .. from topic in new[] { "coin-events", "gift-events", "fraud-actions" }
               from partition in Enumerable.Range(0, PartitionCount)
               let low = consumer.QueryWatermarkOffsets(new TopicPartition(_names.Of(topic), partition), Patience).Low.Value
               where low > 0
               select $"{topic}[{partition}] up to {low}",
        ];
    }

    /// <summary>All messages of a topic, partition after partition, each in order.</summary>
    public IReadOnlyList<ConsumeResult<string?, byte[]>> ReadTopic(string topic)
    {
        var config = new ConsumerConfig(_client) { GroupId = _names.Prefix + "test-reader", EnablePartitionEof = true, AutoOffsetReset = AutoOffsetReset.Earliest };
        using IConsumer<string?, byte[]> consumer = new ConsumerBuilder<string?, byte[]>(config).Build();
        int partitions = topic == "fraudwatch-dead-letters" ? 1 : PartitionCount;
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(_names.Of(topic), p, Offset.Beginning)));
        var messages = new List<ConsumeResult<string?, byte[]>>();
        for (int ended = 0; ended < partitions;)
        {
            ConsumeResult<string?, byte[]> result = consumer.Consume(Patience) ?? throw new TimeoutException($"{topic} did not end");
            if (result.IsPartitionEOF)
            {
                ended++;
            }
            else
            {
                messages.Add(result);
            }
        }

        return [.. messages.OrderBy(m => m.Partition.Value).ThenBy(m => m.Offset.Value)];
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
