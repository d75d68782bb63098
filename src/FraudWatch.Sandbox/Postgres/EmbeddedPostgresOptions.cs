namespace FraudWatch.Sandbox.Postgres;

/// <summary>What an <see cref="EmbeddedPostgres"/> starts with. Durability is no option: fsync, synchronous_commit and full_page_writes stay on.</summary>
public sealed class EmbeddedPostgresOptions
{
    /// <summary>
    /// A folder that does not exist yet; removed at the end. Null takes a new one under the temporary folder. The path must be short
    /// (a unix socket lies in it) and, for root, its parents open to the user <c>postgres</c>.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The database made at the start, which <see cref="EmbeddedPostgres.ConnectionString"/> names.</summary>
    public string Database { get; init; } = "fraudwatch";

    /// <summary>Further lines for postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
