using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class RightsTests(PostgresServer server)
{
    private static readonly string FlagId = Samples.FlagId(1).ToString();

    [Fact]
    public async Task The_worker_needs_no_more_than_its_role()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await using FraudWatchDatabase worker = await OpenAsync(db, SchemaRoles.Worker);

        long epoch = await new OffsetStore(worker).AcquireEpochAsync(Samples.Cell, default);
        await new DecisionStore(worker).WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1)), new Decision(Samples.Hold(1, 1))), default);
        await new DecisionStore(worker).WriteAsync(Samples.Batch(epoch, 2, new Decision(Samples.Flag(1, 2, members: 1))), default);
        await new DecisionStore(worker).ExpireHoldsOfPeopleAsync(default);
        await using (OutboxSession session = (await new OutboxStore(worker).TryOpenSessionAsync(default))!)
        {
            await session.MarkAsync([.. (await session.TakeAsync(10, [], default)).Select(m => m.Id)], [(0, "too large")], default);
        }

        Assert.Equal(2, Assert.Single((await new OffsetStore(worker).ReadAsync(Samples.Cell, default)).Offsets).NextOffset);
        Assert.Equal(0, (await new OutboxStore(worker).ReadBacklogAsync(default)).Rows);
        Assert.True(await new SchemaMigrator(worker).EnsureCurrentAsync(default));
    }

    [Theory]
    [InlineData(SchemaRoles.Worker, "DROP TABLE outbox")]
    [InlineData(SchemaRoles.Worker, "DELETE FROM flags")]
    [InlineData(SchemaRoles.Worker, "DELETE FROM outbox")]
    [InlineData(SchemaRoles.Worker, "UPDATE outbox SET payload = '{}'")]
    [InlineData(SchemaRoles.Worker, "TRUNCATE holds")]
    [InlineData(SchemaRoles.Worker, "INSERT INTO review_actions DEFAULT VALUES")]
    [InlineData(SchemaRoles.Worker, "SELECT review_flag('f1a60000-0000-0000-0000-000000000001', 'confirmed', 'x')")]
    [InlineData(SchemaRoles.Worker, "CREATE TABLE mine (x int)")]
    [InlineData(SchemaRoles.Worker, "ALTER TABLE review_actions DISABLE TRIGGER ALL")]
    [InlineData(SchemaRoles.Analyst, "UPDATE flags SET status = 'confirmed'")]
    [InlineData(SchemaRoles.Analyst, "UPDATE holds SET status = 'released'")]
    [InlineData(SchemaRoles.Analyst, "DELETE FROM flags")]
    [InlineData(SchemaRoles.Analyst, "INSERT INTO review_actions DEFAULT VALUES")]
    [InlineData(SchemaRoles.Analyst, "INSERT INTO outbox (kind, object_id, version, topic, key, payload) VALUES ('flag', gen_random_uuid(), 1, 'fraud-decisions', 'u', '{}')")]
    [InlineData(SchemaRoles.Analyst, "UPDATE partition_offsets SET next_offset = 0")]
    [InlineData(SchemaRoles.Analyst, "SELECT end_hold('f1a60000-0000-0000-0000-000000000001', 'x')")]
    [InlineData(SchemaRoles.Analyst, "SELECT publish_flag('f1a60000-0000-0000-0000-000000000001')")]
    [InlineData(SchemaRoles.Analyst, "SELECT expire_holds_of_people()")]
    [InlineData(SchemaRoles.Analyst, "SET ROLE fraudwatch_migrator")]
    [InlineData(SchemaRoles.Analyst, "SELECT key FROM action_keys")]
    [InlineData(SchemaRoles.Analyst, "SELECT rotate_action_key()")]
    [InlineData(SchemaRoles.Analyst, "SELECT add_action_key('k', sha256('x'))")]
    [InlineData(SchemaRoles.Analyst, "SELECT sign_action('{}')")]
    [InlineData(SchemaRoles.Analyst, "SELECT publish_action(gen_random_uuid())")]
    [InlineData(SchemaRoles.Worker, "SELECT sign_action('{}')")]
    [InlineData(SchemaRoles.Worker, "SELECT rotate_action_key()")]
    [InlineData(SchemaRoles.Worker, "UPDATE action_keys SET signs = true")]
    [InlineData(SchemaRoles.Retrainer, "SELECT key FROM action_keys")]
    [InlineData(SchemaRoles.Retrainer, "UPDATE flags SET status = 'confirmed'")]
    [InlineData(SchemaRoles.Retrainer, "SELECT * FROM outbox")]
    [InlineData(SchemaRoles.Retrainer, "UPDATE model_versions SET detector = 'ring'")]
    [InlineData(SchemaRoles.Retrainer, "SELECT review_flag('f1a60000-0000-0000-0000-000000000001', 'confirmed', 'x')")]
    public async Task Nobody_may_do_more_than_their_work(string role, string statement)
    {
        await using FraudWatchDatabase database = await OpenAsync(await server.SharedAsync(), role);

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.RowsAsync(database.Source, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_user_of_no_role_sees_nothing()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        string login = $"nobody_{new NpgsqlConnectionStringBuilder(db.ConnectionString).Database}";
        await db.RowsAsync($"CREATE ROLE {login} LOGIN PASSWORD 'only-for-tests'");
        await using FraudWatchDatabase nobody = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions
        {
            ConnectionString = new NpgsqlConnectionStringBuilder(db.ConnectionString) { Username = login, Password = "only-for-tests" }.ConnectionString,
        });

        await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.RowsAsync(nobody.Source, "SELECT * FROM flags"));
        await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.RowsAsync(nobody.Source, "SELECT * FROM active_holds"));
        await Assert.ThrowsAsync<PostgresException>(
            () => TestDatabase.RowsAsync(nobody.Source, $"SELECT review_flag('{FlagId}', 'confirmed', 'x')"));
    }

    [Fact]
    public async Task The_functions_that_act_for_analysts_do_not_run_as_an_administrator()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        Assert.Equal(
            Array.ConvertAll(
                ["accept_log_gap", "change_list", "ensure_outbox_day", "expire_holds_of_people", "keep_back_what_was_told", "note_told", "place_hold", "prepare_audit_months", "prepare_decision_months", "prepare_outbox_partitions", "publish_set_aside", "recover_actions", "release_hold", "renew_hold", "review_flag", "settle_told", "undo_flag_review", "undo_release"],
                name => $"{name}|fraudwatch_migrator"),
            await db.RowsAsync("SELECT proname, proowner::regrole::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1"));
        Assert.Equal(["f"], await db.RowsAsync("SELECT CASE WHEN rolsuper OR rolcanlogin THEN 't' ELSE 'f' END FROM pg_roles WHERE rolname = 'fraudwatch_migrator'"));
    }

    private static async Task<FraudWatchDatabase> OpenAsync(TestDatabase db, string role) =>
        FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync(role.Split('_')[1], role) });
}
