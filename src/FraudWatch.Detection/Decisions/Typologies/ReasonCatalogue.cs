using System.Globalization;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Features;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>Which features speak for a typology, and how to say it in words with the figure and the usual figure.</summary>
internal static partial class ReasonCatalogue
{
    private enum Unit
    {
        Share,

        /// <summary>A ratio of prices, told as what is saved.</summary>
        Discount,
        Count,
        Coins,
        Hours,
    }

    private static readonly Dictionary<AccountFeature, (string Code, string Words, Unit Unit, EvidenceFamily Family)> Phrases = new()
    {
        [AccountFeature.BestCycleReturn] = ("CYCLE_CLOSED", "a chain of gifts returns {0} of its first gift's coins", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.Cycles] = ("CYCLES", "{0} time-ordered gift cycles run through the account", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.ReciprocityShare] = ("RECIPROCITY", "{0} of the coins flow back from accounts it gifts", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.SameOwnerShare] = ("SAME_OWNER_SENDERS", "{0} of recent income comes from accounts on its own devices, cards or home network", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.TopRecipientSameOwner] = ("GIFTS_OWN_ACCOUNT", "it shares a device, card or home network with the account it gifts most", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.PayoutDegree] = ("SHARED_PAYOUT", "{0} accounts withdraw to the same payout", Unit.Count, EvidenceFamily.Payout),
        [AccountFeature.ReversedSenderShare] = ("REVERSED_SENDERS", "{0} of recent income comes from accounts with chargebacks or repeated refunds", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.FreshMoneyShare] = ("FRESH_MONEY", "{0} of recent income is money bought within a day by accounts that had hardly bought before", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.DecliningSenderShare] = ("DECLINING_SENDERS", "{0} of recent income comes from accounts with more declines than purchases", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.YoungSenderShare] = ("YOUNG_SENDERS", "{0} of recent income comes from accounts younger than 7 days", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.SingleRecipientSenderShare] = ("SINGLE_RECIPIENT_SENDERS", "{0} of recent income comes from accounts that gift nobody else", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.SweptSenderShare] = ("SWEPT_SENDERS", "{0} of recent income emptied its sender's wallet", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.RecentSenders] = ("SENDERS", "{0} different senders among the last gifts", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.LinkedSenderShare] = ("LINKED_SENDERS", "{0} of recent income comes from accounts that share devices or cards", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.TopSenderShare] = ("TOP_SENDER", "{0} of recent income comes from one account", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.CashedOutShare] = ("CASHED_OUT", "{0} of the diamonds received are cashed out", Unit.Share, EvidenceFamily.Payout),
        [AccountFeature.GiftToWithdrawalHours] = ("FAST_WITHDRAWAL", "{0} h from the last gift to the withdrawal", Unit.Hours, EvidenceFamily.Payout),
        [AccountFeature.ExchangeFundedShare] = ("EXCHANGE_FUNDED", "{0} of its coins come from exchanged diamonds", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.ExchangedShare] = ("EXCHANGED", "{0} of the diamonds received are turned back into coins", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.TopRecipientShare] = ("ONE_RECIPIENT", "{0} of its gifts' coins go to one account", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.TopRecipientYoungSenders] = ("RECIPIENT_YOUNG_SENDERS", "the account it gifts most gets {0} of its income from accounts younger than 7 days", Unit.Share, EvidenceFamily.Graph),
        [AccountFeature.TopRecipientReversedSenders] = ("RECIPIENT_REVERSED_SENDERS", "the account it gifts most gets {0} of its income from accounts with chargebacks or repeated refunds", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.SweepShare] = ("SWEEPS", "{0} of its gifts empty the wallet", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.DeclineShare] = ("DECLINES", "{0} of its purchase attempts are declined", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.Declines] = ("DECLINE_COUNT", "{0} declined purchases", Unit.Count, EvidenceFamily.Money),
        [AccountFeature.Instruments] = ("INSTRUMENTS", "{0} different payment instruments", Unit.Count, EvidenceFamily.Money),
        [AccountFeature.NewInstrumentShare] = ("NEW_INSTRUMENTS", "{0} of its purchases use an instrument first seen within a day", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.ChargedBackShare] = ("CHARGED_BACK", "{0} of the coins bought are charged back", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.InstrumentCountryMismatch] = ("FOREIGN_CARD", "{0} of its purchases use an instrument of another country than the storefront", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.InstrumentDegree] = ("SHARED_INSTRUMENT", "{0} accounts pay with the same instrument", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.PurchaseDeviceDegree] = ("SHARED_PURCHASE_DEVICE", "{0} accounts buy on the same device", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.PayerOnlyDevice] = ("PURCHASE_ONLY_DEVICE", "{0} of its devices were only ever used to buy", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.ForeignDeviceShare] = ("FOREIGN_DEVICE", "{0} of its purchases come from a device it is never used on", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.BoughtByOthersShare] = ("BOUGHT_BY_OTHERS", "{0} of its coins were bought by others' hands, while it was used as before", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.GiftedByOthersShare] = ("GIFTED_BY_OTHERS", "{0} of its gifts' coins were sent from a device that came and went while its own stayed", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.PaidByOthersShare] = ("PAID_BY_OTHERS", "{0} of its coins were paid for by other accounts", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.Beneficiaries] = ("BENEFICIARIES", "it pays for {0} other accounts", Unit.Count, EvidenceFamily.Money),
        [AccountFeature.RecentRecipients] = ("RECIPIENTS", "{0} different recipients among its last gifts", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.ShortDwellShare] = ("SHORT_VISITS", "{0} of its gifts follow less than a minute of watching", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.SpentShare] = ("SPENT", "{0} of its coins are gifted on", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.CoinsBought1d] = ("BOUGHT_TODAY", "{0} coins bought within a day", Unit.Coins, EvidenceFamily.Money),
        [AccountFeature.DeviceDegree] = ("SHARED_DEVICE", "{0} accounts use the same device", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.NewDeviceGiftShare] = ("NEW_DEVICE", "{0} of its gifts come from a device first seen within a day", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.IpCountryMismatch] = ("FOREIGN_STOREFRONT", "{0} of its purchases are made in another country's store", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.RefundedAfterSpendingShare] = ("REFUNDED_AFTER_SPENDING", "{0} of the coins bought are refunded after they were spent", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.RefundedShare] = ("REFUNDED", "{0} of the coins bought are refunded", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.OwnInstrumentSpread] = ("INSTRUMENT_ON_OTHERS", "{0} other accounts came to pay with its payment instrument", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.OwnDeviceSpread] = ("DEVICE_ON_OTHERS", "{0} other accounts came to use its device", Unit.Count, EvidenceFamily.Device),
        [AccountFeature.InstrumentNewUsers] = ("NEW_USERS", "{0} of the accounts on its payment instrument came within a week", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.ForeignInstrumentShare] = ("FOREIGN_INSTRUMENT", "{0} of its coins were bought with an instrument that another account had used before", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.ChangeOfHands] = ("CHANGED_HANDS", "{0} of what it was used from (device, network, country) changed at once after it was loaded, and the old never came back", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.HomeCountryMismatch] = ("AWAY_FROM_HOME", "{0} of its purchases are made in another store than its usual country's", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.ResidualShare] = ("KEPT", "{0} of its coins are still in the wallet", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.GiftedWithinDayShare] = ("GIFTED_WITHIN_DAY", "{0} of the coins it bought were gifted within a day of their own purchase", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.RefundingSenderShare] = ("REFUNDING_SENDERS", "{0} of recent income comes from accounts that keep refunding what they have spent", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.NewDeviceSenderShare] = ("NEW_DEVICE_SENDERS", "{0} of recent income was sent by old accounts from devices they had never used", Unit.Share, EvidenceFamily.Device),
        [AccountFeature.FreshInstrumentUndrawnShare] = ("FRESH_INSTRUMENTS", "{0} of its undrawn diamonds come from instruments first used within a day", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.WithdrawnYoungShare] = ("WITHDRAWN_YOUNG", "{0} of what it withdrew was bought less than a day before", Unit.Share, EvidenceFamily.Payout),
        [AccountFeature.RecipientEntropy] = ("SPREAD_EVENLY", "its gifts are spread as evenly as over {0} accounts", Unit.Count, EvidenceFamily.Graph),
        [AccountFeature.GiftCardShare] = ("GIFT_CARDS", "{0} of its purchases are paid with gift cards", Unit.Share, EvidenceFamily.Money),
        [AccountFeature.GiftCards1d] = ("GIFT_CARDS_TODAY", "{0} gift cards redeemed within a day", Unit.Count, EvidenceFamily.Money),
        [AccountFeature.PriceToHome] = ("CHEAPER_THAN_AT_HOME", "it pays {0} less for its coins than they cost where it lives", Unit.Discount, EvidenceFamily.Money),
        [AccountFeature.PackEscalation] = ("BIGGER_PACKS", "its last pack is {0} times its first one", Unit.Count, EvidenceFamily.Money),
        [AccountFeature.DeclinesBeforeSuccess] = ("DECLINES_IN_A_ROW", "{0} declined purchases in a row", Unit.Count, EvidenceFamily.Money),
        [AccountFeature.GiftsToZeroShare] = ("TO_THE_LAST_COIN", "{0} of its gifts take the balance to exactly zero", Unit.Share, EvidenceFamily.Behaviour),
        [AccountFeature.CashOutsToZeroShare] = ("TO_THE_LAST_DIAMOND", "{0} of its cash-outs take the balance to exactly zero", Unit.Share, EvidenceFamily.Payout),
        [AccountFeature.GiftedWithinHourShare] = ("GIFTED_WITHIN_HOUR", "{0} of its coins are gifted within an hour of being bought", Unit.Share, EvidenceFamily.Behaviour),
    };

    /// <summary>The features that speak for a typology in a role, the telling ones first.</summary>
    public static ReadOnlySpan<AccountFeature> FeaturesFor(Typology typology, AccountRole role) => typology switch
    {
        _ when role == AccountRole.Victim => [AccountFeature.GiftedByOthersShare, AccountFeature.NewDeviceGiftShare, AccountFeature.SweepShare, AccountFeature.TopRecipientShare],
        Typology.CircularGifting => [AccountFeature.BestCycleReturn, AccountFeature.Cycles, AccountFeature.CycleReturnOfPossible, AccountFeature.ReciprocityShare, AccountFeature.ExchangeFundedShare, AccountFeature.CashedOutShare],
        Typology.SelfGifting => [AccountFeature.SelfGiftingSize, AccountFeature.SameOwnerShare, AccountFeature.TopRecipientSameOwner, AccountFeature.TopRecipientShare, AccountFeature.CashedOutShare],
        Typology.SharedPayout => [AccountFeature.PayoutDegree, AccountFeature.SharedPayoutIncomeShare, AccountFeature.CashedOutShare, AccountFeature.LinkedSenderShare, AccountFeature.FreshMoneyShare, AccountFeature.PayoutNewUsers, AccountFeature.PayoutCreatedTogetherShare, AccountFeature.PayoutFirstBuyAlikeShare, AccountFeature.CashOutsToZeroShare],
        Typology.CardedToCreator when role == AccountRole.Source => [AccountFeature.ChargedBackShare, AccountFeature.DeclineShare, AccountFeature.Instruments, AccountFeature.TopRecipientShare, AccountFeature.TopRecipientReversedSenders, AccountFeature.DeclinesBeforeSuccess, AccountFeature.GiftedWithinHourShare],
        Typology.CardedToCreator => [AccountFeature.ReversedSenderShare, AccountFeature.FreshMoneyShare, AccountFeature.FreshInstrumentUndrawnShare, AccountFeature.WithdrawnYoungShare, AccountFeature.DecliningSenderShare, AccountFeature.YoungSenderShare, AccountFeature.CashedOutShare],
        Typology.MuleFanIn when role == AccountRole.Source => [AccountFeature.MuleFanInSize, AccountFeature.TopRecipientShare, AccountFeature.SweepShare, AccountFeature.TopRecipientYoungSenders, AccountFeature.DeviceCreatedTogetherShare, AccountFeature.NetworkCreatedTogetherShare, AccountFeature.NetworkFirstBuyAlikeShare, AccountFeature.GiftsToZeroShare],
        Typology.MuleFanIn => [AccountFeature.MuleFanInSize, AccountFeature.MuleFanInShare, AccountFeature.SilentSenderShare, AccountFeature.SenderFirstPackModeShare, AccountFeature.RecentSenders, AccountFeature.YoungSenderShare, AccountFeature.SingleRecipientSenderShare, AccountFeature.SweptSenderShare, AccountFeature.CashedOutShare, AccountFeature.CashOutsToZeroShare],
        Typology.ScatterGather => [AccountFeature.ScatterGatherSize, AccountFeature.ScatterGatherAgreement, AccountFeature.GatherScatterSize, AccountFeature.ChainLength, AccountFeature.FanOutSize, AccountFeature.PassedOnShare, AccountFeature.ExchangeFundedShare, AccountFeature.ExchangedShare, AccountFeature.TopRecipientShare],
        Typology.CollusiveGroup => [AccountFeature.SharedMatchGifts, AccountFeature.BothSidedMatchShare, AccountFeature.SenderPoolSize, AccountFeature.SenderPoolExclusiveShare, AccountFeature.LinkedSenderShare, AccountFeature.TopSenderShare, AccountFeature.RecentSenders, AccountFeature.CashedOutShare],
        Typology.CardedStock => [AccountFeature.ChargedBackShare, AccountFeature.DeclineShare, AccountFeature.Instruments, AccountFeature.NewInstrumentShare, AccountFeature.InstrumentCountryMismatch, AccountFeature.SweepShare, AccountFeature.DeclinesBeforeSuccess, AccountFeature.PackEscalation, AccountFeature.InstrumentCreatedTogetherShare, AccountFeature.GiftsToZeroShare],
        Typology.TopupAgent when role == AccountRole.Buyer => [AccountFeature.BoughtByOthersShare, AccountFeature.ForeignDeviceShare, AccountFeature.ForeignInstrumentShare, AccountFeature.PaidByOthersShare, AccountFeature.PriceToHome],
        Typology.TopupAgent => [AccountFeature.OwnInstrumentSpread, AccountFeature.OwnDeviceSpread, AccountFeature.InstrumentNewUsers, AccountFeature.InstrumentDegree, AccountFeature.PurchaseDeviceDegree, AccountFeature.PayerOnlyDevice, AccountFeature.ForeignDeviceShare, AccountFeature.PaidByOthersShare, AccountFeature.DeviceNewUsers, AccountFeature.InstrumentFirstBuyAlikeShare],
        Typology.GiftDelivery => [AccountFeature.RecentRecipients, AccountFeature.RecipientEntropy, AccountFeature.ShortDwellShare, AccountFeature.SpentShare, AccountFeature.CoinsBought1d, AccountFeature.GiftedWithinHourShare],
        Typology.AccountStock when role == AccountRole.Seller => [AccountFeature.DeviceDegree, AccountFeature.InstrumentDegree, AccountFeature.ResidualShare, AccountFeature.DeviceFirstBuyAlikeShare, AccountFeature.DeviceCreatedTogetherShare, AccountFeature.InstrumentFirstBuyAlikeShare, AccountFeature.InstrumentCreatedTogetherShare, AccountFeature.NetworkFirstBuyAlikeShare, AccountFeature.NetworkCreatedTogetherShare],
        Typology.AccountStock => [AccountFeature.ChangeOfHands, AccountFeature.DeviceDegree, AccountFeature.NewDeviceGiftShare, AccountFeature.PayerOnlyDevice, AccountFeature.SweepShare, AccountFeature.DeviceFirstBuyAlikeShare, AccountFeature.DeviceCreatedTogetherShare, AccountFeature.InstrumentFirstBuyAlikeShare, AccountFeature.GiftsToZeroShare],
        Typology.RegionArbitrage => [AccountFeature.PriceToHome, AccountFeature.HomeCountryMismatch, AccountFeature.IpCountryMismatch, AccountFeature.InstrumentCountryMismatch, AccountFeature.InstrumentDegree, AccountFeature.NetworkNewUsers, AccountFeature.NetworkFirstBuyAlikeShare],
        Typology.RefundAbuse when role == AccountRole.Collector => [AccountFeature.RefundingSenderShare, AccountFeature.CashedOutShare, AccountFeature.TopSenderShare],
        Typology.RefundAbuse => [AccountFeature.RefundedAfterSpendingShare, AccountFeature.RefundedShare, AccountFeature.SpentShare],
        Typology.GiftCardStock => [AccountFeature.GiftCards1d, AccountFeature.GiftCardShare, AccountFeature.SpentShare, AccountFeature.SweepShare, AccountFeature.GiftsToZeroShare],
        Typology.PayerHub when role == AccountRole.Buyer => [AccountFeature.PaidByOthersShare, AccountFeature.ForeignInstrumentShare, AccountFeature.PayerFirstBuyAlikeShare],
        Typology.PayerHub => [AccountFeature.Beneficiaries, AccountFeature.InstrumentDegree, AccountFeature.CoinsBought1d, AccountFeature.PayerNewUsers, AccountFeature.PayerCreatedTogetherShare, AccountFeature.PayerFirstBuyAlikeShare],
        Typology.MerchantNetwork => [AccountFeature.OwnInstrumentSpread, AccountFeature.Beneficiaries, AccountFeature.OwnDeviceSpread, AccountFeature.Instruments, AccountFeature.GiftedWithinDayShare, AccountFeature.RecipientEntropy, AccountFeature.DeviceNewUsers, AccountFeature.InstrumentFirstBuyAlikeShare],
        Typology.AccountTakeover when role == AccountRole.Collector => [AccountFeature.NewDeviceSenderShare, AccountFeature.SweptSenderShare, AccountFeature.RecentSenders, AccountFeature.CashedOutShare, AccountFeature.CashOutsToZeroShare],
        _ => [AccountFeature.NewDeviceGiftShare, AccountFeature.SweepShare, AccountFeature.TopRecipientShare, AccountFeature.GiftsToZeroShare],
    };

    /// <summary>Every feature that there are words for.</summary>
    public static IEnumerable<AccountFeature> Features => [.. Phrases.Keys, .. HubPhrases.Keys, .. ShapePhrases.Keys];

    /// <summary>Whether it is told as a time that is the worse the shorter it is.</summary>
    public static bool LessIsWorse(AccountFeature feature) => PhraseOf(feature).Unit == Unit.Hours;

    /// <summary>What people put on lists speaks for any typology.</summary>
    public static ReadOnlySpan<AccountFeature> FromLists => [AccountFeature.DeniedTokens, AccountFeature.DeniedSenderShare];

    /// <summary>
    /// The reason in words, or null when it says nothing: what is found is, as it is told, no more telling than the usual, or a count
    /// that everybody has (one account on a device, one instrument).
    /// </summary>
    public static FlagReason? Say(AccountFeature feature, float value, float usual, PriceBook prices)
    {
        (string code, string words, Unit unit, EvidenceFamily family) = PhraseOf(feature);
        bool speaks = unit switch
        {
            Unit.Hours => value >= 0 && value <= usual,
            Unit.Discount => value > 0 && value < 0.98f && value < usual,
            _ => value > 0.02f && value > usual,
        };
        if (!speaks)
        {
            return null;
        }

        decimal figure = Figure(value, unit, prices);
        decimal usually = Figure(usual, unit, prices);
        if (unit == Unit.Hours ? figure >= usually : figure <= Math.Max(usually, SaysNothingUpTo(feature)))
        {
            return null;
        }

        string text = string.Format(CultureInfo.InvariantCulture, words, Words(figure, unit));
        string comparison = words.Contains("{0}", StringComparison.Ordinal) ? $" (usually {Words(usually, unit)})" : "";
        return new FlagReason(code, char.ToUpperInvariant(text[0]) + text[1..] + comparison, figure, usually, family);
    }

    private static (string Code, string Words, Unit Unit, EvidenceFamily Family) PhraseOf(AccountFeature feature) =>
        Phrases.TryGetValue(feature, out var phrase) || HubPhrases.TryGetValue(feature, out phrase) ? phrase : ShapePhrases[feature];

    /// <summary>What everybody has: an own device, instrument and payout, one giver, one receiver, packs of one size.</summary>
    private static decimal SaysNothingUpTo(AccountFeature feature) => feature switch
    {
        AccountFeature.PayoutDegree or AccountFeature.InstrumentDegree or AccountFeature.DeviceDegree or AccountFeature.PurchaseDeviceDegree
            or AccountFeature.Instruments or AccountFeature.RecentSenders or AccountFeature.RecentRecipients or AccountFeature.RecipientEntropy
            or AccountFeature.PackEscalation => 1,
        _ => 0,
    };

    private static decimal Figure(float value, Unit unit, PriceBook prices) => unit switch
    {
        Unit.Coins => prices.FromUsualCoins((long)FeatureMath.Count(value)),
        Unit.Share => decimal.Round((decimal)value, 3),
        Unit.Discount => decimal.Round(Math.Max(0, 1 - (decimal)value), 3),
        _ => decimal.Round((decimal)FeatureMath.Count(value), 0),
    };

    private static string Words(decimal figure, Unit unit) => unit is Unit.Share or Unit.Discount
        ? (figure * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%"
        : figure.ToString("N0", CultureInfo.InvariantCulture);
}
