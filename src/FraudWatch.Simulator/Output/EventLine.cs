using System.Globalization;
using System.Text;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Output;

/// <summary>One JSON line, written by hand into a buffer that is used again for the next: no garbage for an event.</summary>
internal sealed class EventLine(IdFormat ids)
{
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _date = new byte[10];
    private long _dateDay = -1;
    private int _length;

    /// <summary>The finished line, valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The name of a channel on the wire.</summary>
    public static ReadOnlySpan<byte> Name(Channel channel) => channel switch
    {
        Channel.Ios => "ios"u8,
        Channel.Android => "android"u8,
        Channel.Web => "web"u8,
        Channel.GiftCard => "gift_card"u8,
        Channel.Carrier => "carrier"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Expected a channel of the contract."),
    };

    public EventLine Begin(ReadOnlySpan<byte> type, ulong eventId, long time, ulong account)
    {
        _length = 0;
        Raw("{\"event_id\":\""u8);
        AppendToken((byte)'e', eventId);
        Raw("\",\"type\":\""u8);
        Raw(type);
        Raw("\",\"occurred_at\":\""u8);
        AppendTime(time);
        Raw("\",\"account_id\":\""u8);
        AppendToken((byte)'u', account);
        _buffer[_length++] = (byte)'"';
        return this;
    }

    public void End() => Raw("}\n"u8);

    public EventLine Field(ReadOnlySpan<byte> name, char kind, ulong token)
    {
        OpenText(name);
        AppendToken((byte)kind, token);
        _buffer[_length++] = (byte)'"';
        return this;
    }

    public EventLine Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> plainText)
    {
        OpenText(name);
        Raw(plainText);
        _buffer[_length++] = (byte)'"';
        return this;
    }

    /// <summary>Plain ASCII without characters that JSON escapes: country and currency codes, reasons.</summary>
    public EventLine Field(ReadOnlySpan<byte> name, string plainText)
    {
        OpenText(name);
        _length += Encoding.ASCII.GetBytes(plainText, _buffer.AsSpan(_length));
        _buffer[_length++] = (byte)'"';
        return this;
    }

    public EventLine Field(ReadOnlySpan<byte> name, long number)
    {
        Open(name);
        AppendNumber(number);
        return this;
    }

    public EventLine Time(ReadOnlySpan<byte> name, long time)
    {
        OpenText(name);
        AppendTime(time);
        _buffer[_length++] = (byte)'"';
        return this;
    }

    /// <summary>US dollars with two decimals from cents ≥ 0.</summary>
    public EventLine Dollars(ReadOnlySpan<byte> name, long cents)
    {
        Open(name);
        AppendNumber(cents / 100);
        _buffer[_length++] = (byte)'.';
        TwoDigits((int)(cents % 100));
        return this;
    }

    private void Open(ReadOnlySpan<byte> name)
    {
        Raw(",\""u8);
        Raw(name);
        Raw("\":"u8);
    }

    private void OpenText(ReadOnlySpan<byte> name)
    {
        Open(name);
        _buffer[_length++] = (byte)'"';
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void AppendNumber(long number)
    {
        number.TryFormat(_buffer.AsSpan(_length), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void AppendToken(byte kind, ulong value) => _length += ids.Write(_buffer.AsSpan(_length, IdFormat.MostBytes), kind, value);

    private void AppendTime(long time)
    {
        long day = time / SimTime.Day;
        if (day != _dateDay)
        {
            var date = DateTimeOffset.FromUnixTimeMilliseconds(time);
            date.TryFormat(_date, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            _dateDay = day;
        }

        Raw(_date);
        int rest = (int)(time % SimTime.Day);
        _buffer[_length++] = (byte)'T';
        TwoDigits(rest / 3_600_000);
        _buffer[_length++] = (byte)':';
        TwoDigits(rest / 60_000 % 60);
        _buffer[_length++] = (byte)':';
        TwoDigits(rest / 1000 % 60);
        _buffer[_length++] = (byte)'.';
        _buffer[_length++] = (byte)('0' + rest / 100 % 10);
        TwoDigits(rest % 100);
        _buffer[_length++] = (byte)'Z';
    }

    private void TwoDigits(int value)
    {
        _buffer[_length++] = (byte)('0' + value / 10);
        _buffer[_length++] = (byte)('0' + value % 10);
    }
}
