using System.Text;
using FraudWatch.Detection.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

public sealed class PartitionHashTests
{
    /// <summary>Vectors of Apache Kafka's own test (UtilsTest.testMurmur2).</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hashes_are_those_of_Kafka(string key, int hash)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        Assert.Equal(hash, PartitionHash.Murmur2(bytes));
        Assert.Equal((hash & 0x7fffffff) % 8, PartitionHash.Of(bytes, 8));
    }

    [Fact]
    public void Keys_spread_over_all_partitions()
    {
        int[] counts = new int[8];
        for (int i = 0; i < 80_000; i++)
        {
            counts[PartitionHash.Of(Encoding.UTF8.GetBytes($"u{i}"), counts.Length)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_000, 11_000));
    }

    [Fact]
    public void There_must_be_a_partition() => Assert.Throws<ArgumentOutOfRangeException>(() => PartitionHash.Of("a"u8, 0));
}
