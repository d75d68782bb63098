namespace FraudWatch.Detection.Features;

/// <summary>
/// Every feature of an account, in the order of the vector. The one place that names them: the schema is read off this
/// list. Counts are log2(1 + n), shares 0..1, times in log2 of hours or days as the name says, -1 unknown.
/// </summary>
public enum AccountFeature
{
    // Who it is.
    AgeDays,
    KnownDays,
    ActiveDays,
    CredentialsChangedDays,
    Reports,

    // Buying.
    Purchases,
    CoinsBought1d,
    CoinsBought30d,
    LargestPackRatio,
    PackEscalation,
    Declines,
    DeclineShare,
    DeclinesBeforeSuccess,
    Instruments,
    InstrumentsPerPurchase,
    InstrumentDegree,
    NewInstrumentShare,
    InstrumentCountryMismatch,
    IpCountryMismatch,
    Storefronts,
    PriceToHome,
    PriceToAll,
    GiftCardShare,
    GiftCards1d,
    PaidByOthersShare,
    PayerDegree,
    Beneficiaries,
    ForeignDeviceShare,
    PurchaseDeviceDegree,
    Purchases1h,
    RefundedShare,
    RefundedAfterSpendingShare,
    ChargedBackShare,

    // Where it acts from.
    Devices,
    DeviceDegree,
    NetworkDegree,
    PayerOnlyDevice,

    // Spending.
    GiftsSent,
    CoinsSent,
    GiftsPerActiveDay,
    RecentRecipients,
    TopRecipientShare,
    RepeatShare,
    DwellMedian,
    ShortDwellShare,
    SentAmountModeShare,
    ResidualShare,
    SweepShare,
    PurchaseToGiftHours,
    SpentShare,
    NewDeviceGiftShare,
    ExchangeFundedShare,
    SpentBeyondSeenShare,

    // Income.
    GiftsReceived,
    CoinsReceived,
    RecentSenders,
    YoungSenderShare,
    FreshMoneyShare,
    SingleRecipientSenderShare,
    SweptSenderShare,
    ReversedSenderShare,
    DecliningSenderShare,
    ReceivedAmountModeShare,
    TopSenderShare,
    CoinsPerViewer,
    SenderDwellMedian,
    LinkedSenderShare,
    SameOwnerShare,
    SenderBurst1h,

    // Cashing out.
    Withdrawals,
    CashedOutShare,
    ExchangedShare,
    GiftToWithdrawalHours,
    PayoutDegree,
    PayoutAgeDays,

    // The graph of gifts.
    FanIn,
    FanOut,
    Cycles,
    BestCycleReturn,
    ShortestCycleHours,
    ShortestCycleLength,
    ReciprocityShare,

    // Whom it gifts most.
    TopRecipientYoungSenders,
    TopRecipientFreshMoney,
    TopRecipientSingleSenders,
    TopRecipientSweptSenders,
    TopRecipientReversedSenders,
    TopRecipientSenders,
    TopRecipientCashedOut,
    TopRecipientPayoutDegree,
    TopRecipientSameOwner,
}
