using System.Buffers.Binary;

namespace FraudWatch.Detection.Events;

/// <summary>
/// Which partition a message key goes to: Kafka's default partitioner, murmur2 with seed 0x9747b28c
/// (org.apache.kafka.common.utils.Utils.murmur2; librdkafka's <c>murmur2_random</c>), so that files are dealt as a producer deals.
/// </summary>
public static class PartitionHash
{
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;
    private const uint Seed = 0x9747b28c;

    /// <summary>The partition, from 0, of a key.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public static int Of(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return (Murmur2(key) & int.MaxValue) % partitions;
    }

    /// <summary>Kafka's 32-bit murmur2 of the bytes.</summary>
    public static int Murmur2(ReadOnlySpan<byte> bytes)
    {
        uint hash = Seed ^ (uint)bytes.Length;
        ReadOnlySpan<byte> rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(rest) * Multiplier;
            word = (word ^ (word >> Shift)) * Multiplier;
            hash = (hash * Multiplier) ^ word;
        }

        if (!rest.IsEmpty)
        {
            for (int i = 0; i < rest.Length; i++)
            {
                hash ^= (uint)rest[i] << (8 * i);
            }

            hash *= Multiplier;
        }

        hash = (hash ^ (hash >> 13)) * Multiplier;
        return (int)(hash ^ (hash >> 15));
    }
}
