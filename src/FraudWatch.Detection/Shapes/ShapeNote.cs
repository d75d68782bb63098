using System.Runtime.InteropServices;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>An account's part in the largest finding of a shape that its window has seen.</summary>
[StructLayout(LayoutKind.Auto)]
public record struct ShapeNote : ISavedFigures
{
    /// <summary>Event time of the finding, Unix milliseconds.</summary>
    public long At { get; set; }

    /// <summary>How large: mules, receivers, intermediaries, gifts of a chain, …; what it counts is the shape's own. 0 for no finding.</summary>
    public int Size { get; set; }

    /// <summary>How clear, in thousandths: an agreement of amounts or a share, as the shape says.</summary>
    public int Clarity { get; set; }

    /// <summary>The collector, hub or payout owner.</summary>
    public int Anchor { get; set; }

    public AccountRole Role { get; set; }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Size = state.Small(Size);
        if (Size == 0)
        {
            return;
        }

        At = state.Time(At);
        Clarity = state.Small(Clarity);
        Anchor = state.Small(Anchor);
        Role = state.Choice(Role);
    }
}

/// <summary>An account of a finding and what it did in it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShapeMember(int Account, AccountRole Role);
