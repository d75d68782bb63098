using System.Buffers.Binary;
using FraudWatch.Detection.Identity;

namespace FraudWatch.Detection.Graph;

/// <summary>Orders gifts of the same millisecond by event id (contract §1): first by eight bytes of it, then by all of it.</summary>
internal sealed class EventIdOrder(SeenEvents events) : IComparer<long>
{
    /// <summary>The first eight bytes of an id, in an order that agrees with the ids' own.</summary>
    public static ulong TieOf(ReadOnlySpan<byte> eventId)
    {
        Span<byte> head = stackalloc byte[sizeof(ulong)];
        head.Clear();
        eventId[..Math.Min(eventId.Length, head.Length)].CopyTo(head);
        return BinaryPrimitives.ReadUInt64BigEndian(head);
    }

    public int Compare(long x, long y) => events.BytesOf(x).SequenceCompareTo(events.BytesOf(y));
}
