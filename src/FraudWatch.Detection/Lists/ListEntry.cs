using System.Globalization;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Lists;

/// <summary>One entry of a list.</summary>
public struct ListEntry : ISavedFigures
{
    /// <summary>First moment of event time at which it no longer holds, Unix milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long Until { get; set; }

    /// <summary>Why an allowed subject is allowed.</summary>
    public ListPurpose Purpose { get; set; }

    /// <summary>Who answers for the entry.</summary>
    public string Owner { get; set; }

    /// <summary>The entry named for a reader: what for, by whom, until when.</summary>
    public readonly string Name(string subject)
    {
        string until = Until == long.MaxValue
            ? "with no end"
            : "until " + DateTimeOffset.FromUnixTimeMilliseconds(Until).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{subject} is on the allow-list as {Decisions.Wire.Name(Purpose)} by {Owner}, {until}";
    }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Until = state.Time(Until);
        Purpose = state.Choice(Purpose);
        Owner = state.Text(Owner ?? "");
    }
}
