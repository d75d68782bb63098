namespace FraudWatch.Testing.Graph;

/// <summary>Givers and the receivers that they share, planted or found.</summary>
public sealed record DenseGroup(HashSet<int> Givers, HashSet<int> Receivers)
{
    /// <summary>Whether a found group names at least half of this one's givers and half of its receivers.</summary>
    public bool IsIn(DenseGroup found) => Shared(Givers, found.Givers) * 2 >= Givers.Count && Shared(Receivers, found.Receivers) * 2 >= Receivers.Count;

    /// <summary>Whether it is besides mostly about this one.</summary>
    public bool IsOwn(DenseGroup found) =>
        IsIn(found) && (Shared(Givers, found.Givers) + Shared(Receivers, found.Receivers)) * 2 >= found.Givers.Count + found.Receivers.Count;

    private static int Shared(HashSet<int> one, HashSet<int> other) => one.Count(other.Contains);
}
