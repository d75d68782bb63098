using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Shapes;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>The account's part in the shapes found around it, and how much of what it gets it passes on.</summary>
internal static class ShapeFeatures
{
    private const float MostPassedOn = 4;

    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        TemporalGraph graph = context.Graph;
        into[AccountFeature.SoleGiverShare] = Share(graph.SoleGivers(account.Index), graph.FanIn(account.Index));
        into[AccountFeature.SoleReceivers] = Log(graph.SoleReceivers(account.Index));
        into[AccountFeature.SoleReceiverShare] = Share(graph.SoleReceivers(account.Index), graph.FanOut(account.Index));
        into[AccountFeature.PassedOnShare] = PassedOn(context, account);
        into[AccountFeature.BothSidedMatchShare] = context.Shapes.BothSidedShare(account.Index, context.Now) / 1000f;
        int top = SpendingFeatures.TopRecipient(account, out _, out _);
        into[AccountFeature.TopRecipientSoleGiverShare] = top < 0 ? 0 : Share(graph.SoleGivers(top), graph.FanIn(top));
        int anchored = 0;
        anchored += WriteShape(context, account, Shape.MuleFanIn, (AccountFeature.MuleFanInSize, AccountFeature.MuleFanInShare), into);
        anchored += WriteShape(context, account, Shape.FanOut, (AccountFeature.FanOutSize, AccountFeature.FanOutShare), into);
        anchored += WriteShape(context, account, Shape.ScatterGather, (AccountFeature.ScatterGatherSize, AccountFeature.ScatterGatherAgreement), into);
        anchored += WriteShape(context, account, Shape.GatherScatter, (AccountFeature.GatherScatterSize, AccountFeature.GatherScatterAgreement), into);
        anchored += WriteShape(context, account, Shape.Chain, (AccountFeature.ChainLength, AccountFeature.ChainAgreement), into);
        anchored += WriteShape(context, account, Shape.SenderPool, (AccountFeature.SenderPoolSize, AccountFeature.SenderPoolExclusiveShare), into);
        anchored += WriteShape(context, account, Shape.SharedMatch, (AccountFeature.SharedMatchGifts, AccountFeature.SharedMatchShare), into);
        anchored += WriteShape(context, account, Shape.SharedPayout, (AccountFeature.SharedPayoutSize, AccountFeature.SharedPayoutIncomeShare), into);
        anchored += WriteShape(context, account, Shape.SelfGifting, (AccountFeature.SelfGiftingSize, AccountFeature.SelfGiftingShare), into);
        into[AccountFeature.ShapesAnchored] = Log(anchored);
    }

    /// <summary>Coins given within the window that income can have paid for, of what the hop leaves of the coins received.</summary>
    private static float PassedOn(in FeatureContext context, AccountState account)
    {
        long given = Math.Min(context.Graph.OutCoins(account.Index), account.ExchangedCoins);
        Int128 left = (Int128)context.Graph.InCoins(account.Index) * context.Book.Hop.Thousandths / 1000;
        return Ratio(given, (long)left, MostPassedOn);
    }

    /// <summary>Returns 1 when the account is the finding's anchor.</summary>
    private static int WriteShape(
        in FeatureContext context, AccountState account, Shape shape, (AccountFeature Size, AccountFeature Clarity) to, FeatureVector into)
    {
        bool found = context.Shapes.Book.TryGet(account.Index, shape, context.Now, out ShapeNote note);
        into[to.Size] = found ? Log(note.Size) : 0;
        into[to.Clarity] = found ? note.Clarity / 1000f : 0;
        return found && note.Anchor == account.Index ? 1 : 0;
    }
}
