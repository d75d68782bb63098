namespace FraudWatch.Testing.Events;

/// <summary>Fuzzed copies of event lines that are no longer valid events, by the slow judge's word.</summary>
public sealed class BrokenLines(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A broken copy of a line; one line, not blank.</summary>
    public byte[] CopyOf(byte[] line)
    {
        while (true)
        {
            byte[] copy = Fuzz(line);
            Array.ForEach([.. Enumerable.Range(0, copy.Length).Where(i => copy[i] is (byte)'\n' or (byte)'\r')], i => copy[i] = (byte)'?');
            if (copy.Any(b => b is not ((byte)' ' or (byte)'\t')) && SlowEventJudge.Judge(copy).Reason != "none")
            {
                return copy;
            }
        }
    }

    private byte[] Fuzz(byte[] line)
    {
        int at = _random.Next(1, line.Length - 1);
        int length = _random.Next(1, Math.Min(40, line.Length - at));
        return _random.Next(7) switch
        {
            0 => line[..at],
            1 => [.. line[..at], .. line[(at + length)..]],
            2 => [.. line[..at], .. line[at..(at + length)], .. line[at..]],
            3 => [.. line[..at], (byte)_random.Next(256), .. line[(at + 1)..]],
            4 => [.. line[..at], .. RandomBytes(length), .. line[(at + length)..]],
            5 => [.. line, .. line],
            _ => [.. line[at..], .. line[..at]],
        };
    }

    private byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
