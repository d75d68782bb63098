using FraudWatch.Sandbox.Broker;
using FraudWatch.Sandbox.Postgres;

namespace FraudWatch.Sandbox.Services;

/// <summary>An embedded Postgres and an embedded broker, for as long as this object (and this process) lives.</summary>
public sealed class SandboxServices : IAsyncDisposable
{
    private readonly EmbeddedPostgres _postgres;
    private readonly EmbeddedBroker _broker;

    private SandboxServices(EmbeddedPostgres postgres, EmbeddedBroker broker)
    {
        _postgres = postgres;
        _broker = broker;
    }

    public ServiceAddresses Addresses => new(_broker.BootstrapServers, _postgres.ConnectionString);

    /// <param name="partitions">Of every event topic.</param>
    /// <param name="cancellationToken">Stops what has been started.</param>
    public static async Task<SandboxServices> StartAsync(int partitions, CancellationToken cancellationToken)
    {
        Task<EmbeddedBroker> broker = EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = EmbeddedBrokerOptions.ContractTopics(partitions) }, cancellationToken);
        Task<EmbeddedPostgres> postgres = EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), cancellationToken);
        try
        {
            await Task.WhenAll(broker, postgres);
            return new SandboxServices(await postgres, await broker);
        }
        catch
        {
            if (broker.IsCompletedSuccessfully)
            {
                await (await broker).DisposeAsync();
            }

            if (postgres.IsCompletedSuccessfully)
            {
                await (await postgres).DisposeAsync();
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
