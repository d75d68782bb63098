using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Events;

/// <summary>
/// What an event says, as one number: every field that its type reads, by value. The order of keys, blanks, escapes, spellings of
/// a number or a time and fields that are ignored make no difference; nor does when it was received, since a retry is received anew.
/// </summary>
internal static class EventContent
{
    private const int TextFields = (int)TextField.Owner + 1;

    public static ulong HashOf(ParsedEvent parsed)
    {
        ReadOnlySpan<long> figures =
        [
            (long)parsed.Type, parsed.OccurredAt, parsed.AccountCreatedAt, parsed.Coins, parsed.Diamonds, parsed.PriceMicros,
            parsed.AmountMicros, parsed.Quantity, parsed.RoomViewers, parsed.WatchedSeconds, (long)parsed.Channel, (long)parsed.Action,
            parsed.ActedAt, parsed.PlacedAt, parsed.ExpiresAt, parsed.EndedAt, (long)parsed.List, (long)parsed.SubjectKind,
            (long)parsed.Purpose, parsed.Until,
        ];
        ulong hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(figures));
        for (int field = 0; field < TextFields; field++)
        {
            if (parsed.Has((TextField)field))
            {
                hash = XxHash3.HashToUInt64(parsed.Text((TextField)field), unchecked((long)hash + field));
            }
        }

        return hash;
    }
}
