using FraudWatch.Detection.Features;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <content>What shapes of gifts, senders and people's lists say.</content>
internal static partial class ReasonCatalogue
{
    private static readonly Dictionary<AccountFeature, (string Code, string Words, Unit Unit, EvidenceFamily Family)> ShapePhrases = new()
    {
        [AccountFeature.CycleReturnOfPossible] = ("CYCLE_PASSED_ON", "a chain of gifts returns {0} of what its hops could have passed on", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.MuleFanInSize] = ("SPENT_GIVERS", "{0} accounts gave all they had bought to one account and were not seen again", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.MuleFanInShare] = ("SPENT_GIVERS_SHARE", "such accounts gave {0} of the coins", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.FanOutSize] = ("SOLE_RECEIVERS", "{0} accounts receive from one giver and from nobody else", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.ScatterGatherSize] = ("SCATTER_GATHER", "{0} accounts pass one source's coins on to one collector", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.ScatterGatherAgreement] = ("PASSED_ON_IN_FULL", "what they pass on is {0} of what the hop leaves", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.GatherScatterSize] = ("GATHER_SCATTER", "{0} givers, then as many receivers, around one account that lives on what it gets", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.ChainLength] = ("CHAIN", "{0} gifts pass the same coins on, hop by hop, through exchanged income", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.PassedOnShare] = ("PASSES_ON", "it gifts on {0} of what its income leaves", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.SenderPoolSize] = ("SENDER_POOL", "{0} receivers share one pool of givers", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.SenderPoolExclusiveShare] = ("SENDER_POOL_EXCLUSIVE", "the pool gives {0} of its coins to them", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.SharedMatchGifts] = ("BOTH_SIDES", "{0} match gifts come from accounts that fund both hosts", Unit.Count, EvidenceFamily.Behaviour),
        [AccountFeature.BothSidedMatchShare] = ("BOTH_SIDES_SHARE", "accounts that fund both hosts give {0} of its match coins", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.SharedPayoutIncomeShare] = ("PAYOUT_SHARED_SENDERS", "{0} of its income comes from accounts that also give to others on its payout", Unit.Share, EvidenceFamily.Payout),
        [AccountFeature.SelfGiftingSize] = ("OWN_ACCOUNTS_GIVE", "{0} accounts on the receiver's own devices, cards or home network give to it", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.SpentSenderShare] = ("SPENT_SENDERS", "{0} of recent income comes from accounts that came, spent everything and left", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.SilentSenderShare] = ("SENDERS_NEVER_BACK", "{0} of older income comes from accounts never seen since", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.SenderFirstPackModeShare] = ("SENDERS_SAME_PACK", "{0} of its senders first bought the same amount", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.SenderCreationGapHours] = ("SENDERS_MADE_TOGETHER", "{0} h between the making of its senders' accounts", Unit.Hours, EvidenceFamily.Behaviour),
        [AccountFeature.DeniedTokens] = ("DENY_LISTED", "{0} of its instruments, devices, networks and payouts are on the deny-list", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.DeniedSenderShare] = ("DENY_LISTED_SENDERS", "{0} of recent income comes from accounts with something on the deny-list", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.SoleGiverShare] = ("SOLE_GIVERS", "{0} of its givers gift nobody else", Unit.Share, EvidenceFamily.Graph),
    };
}
