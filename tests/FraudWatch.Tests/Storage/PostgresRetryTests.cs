using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.Tests.Storage;

public sealed class PostgresRetryTests
{
    private static readonly StorageOptions Options = new()
    {
        ConnectionString = "Host=db",
        RetryBaseDelay = TimeSpan.FromMilliseconds(100),
        RetryMaxDelay = TimeSpan.FromSeconds(5),
    };

    /// <summary>More than a thousand attempts, as in a night without a database: the waits neither overflow nor fall back to nothing.</summary>
    [Fact]
    public async Task Waits_grow_to_the_longest_and_stay_there_however_often()
    {
        const int failures = 1_500;
        var retries = new List<RetryAttempt>();
        var retry = PostgresRetry.Forever(Options, new HurriedTime(), retries.Add);
        int calls = 0;

        int result = await retry.ExecuteAsync(
            _ => retries.Count < failures ? throw new NpgsqlException("away", new SocketException()) : Task.FromResult(++calls), default);

        Assert.Equal(1, result);
        Assert.Equal(Enumerable.Range(1, failures), retries.Select(r => r.Number));
        Assert.All(retries, r => Assert.InRange(r.Delay, TimeSpan.Zero, Options.RetryMaxDelay));
        Assert.All(retries.Skip(20), r => Assert.True(r.Delay >= TimeSpan.FromSeconds(1), $"attempt {r.Number} waits {r.Delay}"));
    }

    [Fact]
    public async Task What_does_not_pass_by_itself_is_thrown_at_once()
    {
        var retries = new List<RetryAttempt>();
        var retry = PostgresRetry.Forever(Options, new HurriedTime(), retries.Add);

        await Assert.ThrowsAsync<InvalidOperationException>(() => retry.ExecuteAsync<int>(_ => throw new InvalidOperationException("a bug"), default));

        Assert.Empty(retries);
    }

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("57P02", true)]
    [InlineData("57P03", true)]
    [InlineData("25P03", true)]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("53300", true)]
    [InlineData("08006", true)]
    [InlineData("25006", true)]
    [InlineData("23505", false)]
    [InlineData("23514", false)]
    [InlineData("42P01", false)]
    [InlineData("28P01", true)]
    [InlineData("28000", true)]
    [InlineData("3D000", true)]
    [InlineData("FW001", false)]
    public void Each_state_of_postgres_passes_or_does_not(string state, bool passes) =>
        Assert.Equal(passes, TransientErrors.IsTransient(new PostgresException("x", "ERROR", "ERROR", state)));

    [Fact]
    public void Everything_wrong_with_the_options_is_said_at_once_and_the_password_never()
    {
        var options = new StorageOptions { ConnectionString = "Password=secret-word;Nonsense", RetryMaxDelay = TimeSpan.FromMilliseconds(1) };

        ValidationException refused = Assert.Throws<ValidationException>(options.ThrowIfInvalid);

        Assert.Contains("Postgres:ConnectionString", refused.Message, StringComparison.Ordinal);
        Assert.Contains("RetryMaxDelay must be at least RetryBaseDelay", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A clock on which every wait is over at once, and the time that passed is the time waited.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);

        public override long GetTimestamp() => _ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                Interlocked.Add(ref _ticks, dueTime.Ticks);
            }

            return TimeProvider.System.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
