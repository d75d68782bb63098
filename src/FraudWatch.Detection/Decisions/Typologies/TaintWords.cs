using System.Globalization;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>Says how tainted an account's money is.</summary>
internal static class TaintWords
{
    /// <summary>The reason's code: there is one such reason in a flag, about the member with the largest share.</summary>
    public const string Code = "TAINTED_FUNDS";

    public static FlagReason Say(in TaintFigures figures, in TaintStory story)
    {
        (int share, string what) = figures switch
        {
            { UndrawnThousandths: > 0 } => (figures.UndrawnThousandths, "this creator's undrawn diamonds"),
            { IncomeThousandths: > 0 } => (figures.IncomeThousandths, "this creator's latest diamonds, partly withdrawn,"),
            _ => (figures.HeldThousandths, "the coins it holds"),
        };
        string purchases = story.Purchases == 1 ? "1 purchase" : $"{story.Purchases} purchases";
        string fate = story.Confirmed ? "confirmed as fraud or charged back" : "charged back";
        string percent = (share / 10m).ToString("0.#", CultureInfo.InvariantCulture) + "%";
        return new FlagReason(Code, $"{percent} of {what} come from {purchases} {fate} (usually 0%)", share / 1000m, 0, EvidenceFamily.Money);
    }
}
