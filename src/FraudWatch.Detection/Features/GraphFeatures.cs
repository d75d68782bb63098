using FraudWatch.Detection.Accounts;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>Where the account stands in the temporal graph of gifts.</summary>
internal static class GraphFeatures
{
    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.FanIn] = Log(context.Graph.FanIn(account.Index));
        into[AccountFeature.FanOut] = Log(context.Graph.FanOut(account.Index));
        bool inWindow = account.LastCycleAt != AccountState.Never && context.Now - account.LastCycleAt <= context.Graph.Window;
        into[AccountFeature.Cycles] = inWindow ? Log(account.Cycles) : 0;
        into[AccountFeature.BestCycleReturn] = inWindow ? account.BestCycleReturn / 1000f : 0;
        into[AccountFeature.CycleReturnOfPossible] = inWindow ? account.BestCycleReturnOfPossible / 1000f : 0;
        into[AccountFeature.ShortestCycleHours] = inWindow ? Log(account.ShortestCycle / Hour) : Unknown;
        into[AccountFeature.ShortestCycleLength] = inWindow ? account.ShortestCycleLength : 0;
        into[AccountFeature.ReciprocityShare] = Reciprocity(account);
    }

    /// <summary>Coins that came back from accounts gifted, of the smaller of both directions' coins.</summary>
    private static float Reciprocity(AccountState account)
    {
        long back = 0;
        long sent = 0;
        for (int i = 0; i < account.SentRecently.Count; i++)
        {
            sent += account.SentRecently[i].Coins;
        }

        for (int i = 0; i < account.ReceivedRecently.Count; i++)
        {
            back += HasGifted(account, account.ReceivedRecently[i].Other) ? account.ReceivedRecently[i].Coins : 0;
        }

        return Share(Math.Min(back, sent), Math.Max(back, sent));
    }

    private static bool HasGifted(AccountState account, int other)
    {
        for (int i = 0; i < account.SentRecently.Count; i++)
        {
            if (account.SentRecently[i].Other == other)
            {
                return true;
            }
        }

        return false;
    }
}
