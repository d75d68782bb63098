namespace FraudWatch.Sandbox.Services;

/// <summary>Where the services are, under the names that configure every FraudWatch program.</summary>
/// <param name="BootstrapServers">Kafka's, host:port.</param>
/// <param name="PostgresConnectionString">Npgsql's.</param>
public sealed record ServiceAddresses(string BootstrapServers, string PostgresConnectionString)
{
    public const string BootstrapServersName = "FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS";
    public const string PostgresConnectionStringName = "FRAUDWATCH__POSTGRES__CONNECTIONSTRING";

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        [BootstrapServersName] = BootstrapServers,
        [PostgresConnectionStringName] = PostgresConnectionString,
    };
}
