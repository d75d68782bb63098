using System.Globalization;

namespace FraudWatch.Detection.Events;

/// <summary>RFC 3339 times as Unix milliseconds; an offset is required, finer fractions are cut off, a leap second is its second's last millisecond.</summary>
public static class WireTime
{
    private const int DateAndTimeLength = 19;
    private const int LeapSecond = 60;
    private static readonly long Least = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Greatest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads <c>2026-11-22T10:00:00.123Z</c>, with any fraction and <c>Z</c> or <c>±hh:mm</c>; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (text.Length <= DateAndTimeLength
            || !Digits(text, 0, 4, out int year) || text[4] != '-'
            || !Digits(text, 5, 2, out int month) || text[7] != '-'
            || !Digits(text, 8, 2, out int day) || (text[10] != 'T' && text[10] != 't')
            || !Digits(text, 11, 2, out int hour) || text[13] != ':'
            || !Digits(text, 14, 2, out int minute) || text[16] != ':'
            || !Digits(text, 17, 2, out int second))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > LeapSecond)
        {
            return false;
        }

        if (!Fraction(text[DateAndTimeLength..], out int milliseconds, out int used)
            || !OffsetMinutes(text[(DateAndTimeLength + used)..], out int offset))
        {
            return false;
        }

        bool isLeap = second == LeapSecond;
        long ticks = new DateTime(year, month, day, hour, minute, isLeap ? 59 : second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        unixMilliseconds = (ticks / TimeSpan.TicksPerMillisecond) + (isLeap ? 999 : milliseconds) - (offset * 60_000L);
        if (isLeap && !EndsMonth(unixMilliseconds))
        {
            return false;
        }

        // An offset can carry the ends of the calendar over its edge, where no time can be written any more.
        return unixMilliseconds >= Least && unixMilliseconds <= Greatest;
    }

    public static string Format(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whether a time is the last millisecond of a month, where leap seconds are put.</summary>
    private static bool EndsMonth(long unixMilliseconds) =>
        unixMilliseconds >= Least && unixMilliseconds < Greatest
        && DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds + 1) is { Day: 1, TimeOfDay.Ticks: 0 };

    private static bool Fraction(ReadOnlySpan<byte> text, out int milliseconds, out int used)
    {
        milliseconds = 0;
        used = 0;
        if (text[0] != '.')
        {
            return true;
        }

        int digits = 0;
        while (1 + digits < text.Length && text[1 + digits] is >= (byte)'0' and <= (byte)'9')
        {
            if (digits < 3)
            {
                milliseconds = (milliseconds * 10) + (text[1 + digits] - '0');
            }

            digits++;
        }

        for (int i = digits; i < 3; i++)
        {
            milliseconds *= 10;
        }

        used = 1 + digits;
        return digits > 0;
    }

    private static bool OffsetMinutes(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (text.Length != 6 || text[3] != ':' || text[0] is not ((byte)'+' or (byte)'-')
            || !Digits(text, 1, 2, out int hours) || !Digits(text, 4, 2, out int rest) || hours > 23 || rest > 59)
        {
            return false;
        }

        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        for (int i = start; i < start + count; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }
}
