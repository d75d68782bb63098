using FraudWatch.Sandbox.Processes;

namespace FraudWatch.Sandbox.Broker;

/// <summary>
/// A Kafka-protocol broker (librdkafka's mock cluster) in a process of its own, which ends with this one however this one ends.
/// Its logs live in that process's memory: a new start is a new address and empty topics. PLAINTEXT only. Faults are injected from
/// outside the code under test, one at a time; the methods may be called from any thread.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly LineProcess _host;
    private readonly SemaphoreSlim _oneCommand = new(1, 1);

    private EmbeddedBroker(LineProcess host, string bootstrapServers)
    {
        _host = host;
        BootstrapServers = bootstrapServers;
    }

    /// <summary>host:port of every broker, as <c>bootstrap.servers</c> wants them.</summary>
    public string BootstrapServers { get; }

    /// <summary>The process that hosts the cluster.</summary>
    public int ProcessId => _host.Id;

    /// <exception cref="InvalidOperationException">The host ended before it said its address; the message has what it said.</exception>
    public static async Task<EmbeddedBroker> StartAsync(EmbeddedBrokerOptions options, CancellationToken cancellationToken)
    {
        List<string> arguments = [options.Program, "broker", "--brokers", options.Brokers.ToString()];
        foreach (BrokerTopic topic in options.Topics)
        {
            arguments.AddRange(["--topic", topic.ToString()]);
        }

        LineProcess host = LineProcess.Start(DotnetHost.Path, arguments);
        try
        {
            string address = await host.ReadLineAsync(StartLimit, cancellationToken);
            return new EmbeddedBroker(host, address);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops the broker's connections and refuses new ones. Its log stays.</summary>
    public Task TakeDownAsync(int broker, CancellationToken cancellationToken) => TellAsync($"down {broker}", cancellationToken);

    public Task BringUpAsync(int broker, CancellationToken cancellationToken) => TellAsync($"up {broker}", cancellationToken);

    /// <summary>Every answer of this broker takes so much longer; zero ends it.</summary>
    public Task SetRoundTripAsync(int broker, TimeSpan roundTrip, CancellationToken cancellationToken) =>
        TellAsync($"rtt {broker} {(int)roundTrip.TotalMilliseconds}", cancellationToken);

    public Task MoveLeaderAsync(string topic, int partition, int toBroker, CancellationToken cancellationToken) =>
        TellAsync($"leader {topic} {partition} {toBroker}", cancellationToken);

    /// <summary>The next <paramref name="count"/> requests of this kind fail with the error, before they change a log.</summary>
    /// <param name="apiKey">Kafka's request number: 0 produce, 1 fetch, 8 offset commit, 9 offset fetch, …</param>
    /// <param name="error">Kafka's error number; librdkafka's own negative ones, such as -195 (transport), cut the connection.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="cancellationToken">Ends the wait, not the fault.</param>
    public Task FailRequestsAsync(short apiKey, int error, int count, CancellationToken cancellationToken) =>
        TellAsync($"fail {apiKey} {error} {count}", cancellationToken);

    /// <summary>Takes back failures that no request has met yet.</summary>
    public Task ClearFailuresAsync(short apiKey, CancellationToken cancellationToken) => TellAsync($"heal {apiKey}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.EndAsync(StopLimit);
        _oneCommand.Dispose();
    }

    private async Task TellAsync(string command, CancellationToken cancellationToken)
    {
        await _oneCommand.WaitAsync(cancellationToken);
        try
        {
            await _host.WriteLineAsync(command, cancellationToken);
            string answer = await _host.ReadLineAsync(StopLimit, cancellationToken);
            if (answer != BrokerCommands.Done)
            {
                throw new InvalidOperationException($"The embedded broker refused '{command}': {answer}");
            }
        }
        finally
        {
            _oneCommand.Release();
        }
    }
}
