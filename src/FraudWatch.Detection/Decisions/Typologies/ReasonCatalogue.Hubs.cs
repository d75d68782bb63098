using FraudWatch.Detection.Features;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <content>What those have in common who share what the account uses, and how new they are.</content>
internal static partial class ReasonCatalogue
{
    private static readonly Dictionary<AccountFeature, (string Code, string Words, Unit Unit, EvidenceFamily Family)> HubPhrases = new()
    {
        [AccountFeature.InstrumentFirstBuyAlikeShare] = ("INSTRUMENT_SAME_FIRST_BUY", "{0} of the pairs of accounts on its payment instrument first bought the same pack in the same store", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.InstrumentCreatedTogetherShare] = ("INSTRUMENT_MADE_TOGETHER", "{0} of the accounts on its payment instrument were made within a day of another of them", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.DeviceFirstBuyAlikeShare] = ("DEVICE_SAME_FIRST_BUY", "{0} of the pairs of accounts on its device first bought the same pack in the same store", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.DeviceCreatedTogetherShare] = ("DEVICE_MADE_TOGETHER", "{0} of the accounts on its device were made within a day of another of them", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.DeviceNewUsers] = ("DEVICE_NEW_USERS", "{0} of the accounts on its device came within a week", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.NetworkFirstBuyAlikeShare] = ("NETWORK_SAME_FIRST_BUY", "{0} of the pairs of accounts on its network first bought the same pack in the same store", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.NetworkCreatedTogetherShare] = ("NETWORK_MADE_TOGETHER", "{0} of the accounts on its network were made within a day of another of them", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.NetworkNewUsers] = ("NETWORK_NEW_USERS", "{0} of the accounts on its network came within a week", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.PayoutFirstBuyAlikeShare] = ("PAYOUT_SAME_FIRST_BUY", "{0} of the pairs of accounts on its payout first bought the same pack in the same store", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.PayoutCreatedTogetherShare] = ("PAYOUT_MADE_TOGETHER", "{0} of the accounts on its payout were made within a day of another of them", Unit.Share, EvidenceFamily.Payout),
        [AccountFeature.PayoutNewUsers] = ("PAYOUT_NEW_USERS", "{0} of the accounts on its payout came within a week", Unit.Share, EvidenceFamily.Payout),
        [AccountFeature.PayerFirstBuyAlikeShare] = ("PAID_FOR_SAME_FIRST_BUY", "{0} of the pairs of accounts with its payer first bought the same pack in the same store", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.PayerCreatedTogetherShare] = ("PAID_FOR_MADE_TOGETHER", "{0} of the accounts with its payer were made within a day of another of them", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.PayerNewUsers] = ("PAID_FOR_NEW_USERS", "{0} of the accounts with its payer came within a week", Unit.Share, EvidenceFamily.Money),
    };
}
