using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>
/// When what an account gives looks like what it was given, passed on: a hop leaves the platform's share of the coins, so
/// the expected amount is that share of the received one, give or take.
/// </summary>
/// <param name="Share">What a hop leaves of a gift's coins, in thousandths, read off the stream.</param>
/// <param name="Least">Smallest amount given, in thousandths of the expected one.</param>
/// <param name="Most">Largest amount given, in thousandths of the expected one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FlowRule(int Share, int Least, int Most)
{
    /// <summary>Whether coins given are the coins received, passed on.</summary>
    public bool Matches(long received, long given) => IsEnough(received, given) && (Int128)given * 1_000_000 <= (Int128)received * Share * Most;

    /// <summary>Whether coins given are no less than those received, passed on.</summary>
    public bool IsEnough(long received, long given) => (Int128)given * 1_000_000 >= (Int128)received * Share * Least;

    /// <summary>How well the amounts agree: the smaller of given and expected over the larger, in thousandths.</summary>
    public int Agreement(long received, long given)
    {
        Int128 expected = (Int128)received * Share;
        Int128 actual = (Int128)given * 1000;
        Int128 larger = Int128.Max(expected, actual);
        return larger <= 0 ? 0 : (int)(Int128.Min(expected, actual) * 1000 / larger);
    }
}
