using FraudWatch.Detection.Decisions;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Output;

/// <summary>Holds for people.</summary>
internal static class HoldTable
{
    public static void Write(TextWriter to, IEnumerable<Hold> holds, long now, bool colour)
    {
        var table = new TextTable("hold", "account", "scope", "status", "placed", "ends", "placed by", "flag", "reason");
        foreach (Hold hold in holds)
        {
            table.Row(
                IdArgument.Short(hold.HoldId),
                hold.AccountId,
                Wire.Name(hold.Scope),
                Wire.Name(hold.Status),
                TimeText.Ago(hold.PlacedAt, now),
                TimeText.Ago(hold.EndedAt ?? hold.ExpiresAt, now),
                hold.PlacedBy,
                hold.FlagId is Guid flag ? IdArgument.Short(flag) : "-",
                string.Join(' ', hold.ReasonCodes));
        }

        table.Write(to, colour);
    }
}
