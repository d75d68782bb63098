using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// What is remembered of one account. All figures are integers; times are Unix milliseconds; coins and diamonds whole.
/// Written only by <see cref="AccountBook"/> and, for the fields under "Evaluation", by the detector.
/// </summary>
public sealed class AccountState : ISavedState, ISavedFigures
{
    /// <summary>Stands for a time that has not come.</summary>
    public const long Never = long.MinValue;

    private const int RecentPurchases = 24;
    private const int RecentSentGifts = 24;
    private const int RecentReceivedGifts = 48;
    private const int HabitsKept = 8;

    public required int Index { get; init; }

    public long FirstSeenAt { get; set; } = Never;

    public long LastSeenAt { get; set; } = Never;

    /// <summary>When the account was made, as events say; <see cref="Never"/> while none has said so.</summary>
    public long CreatedAt { get; set; } = Never;

    /// <summary>Event-time days on which the account did something.</summary>
    public int ActiveDays { get; set; }

    /// <summary>Day of the detector's clock, since 1970, on which it last did something; counts towards the daily cap of holds.</summary>
    public long LastActiveDay { get; set; } = Never;

    /// <summary>Day of the detector's clock, since 1970, on which policy last held it.</summary>
    public long LastHeldDay { get; set; } = Never;

    // Buying.
    public int Purchases { get; set; }

    public int Declines { get; set; }

    /// <summary>Declines since the last purchase that went through.</summary>
    public int DeclinesInARow { get; set; }

    /// <summary>Most declines before a purchase that went through.</summary>
    public int MostDeclinesBeforeSuccess { get; set; }

    public long BoughtCoins { get; set; }

    /// <summary>Bought with another account's payment.</summary>
    public long PaidByOthersCoins { get; set; }

    public long RefundedCoins { get; set; }

    /// <summary>Refunded when the account no longer held them.</summary>
    public long RefundedAfterSpendingCoins { get; set; }

    public long ChargedBackCoins { get; set; }

    public int Refunds { get; set; }

    public int Chargebacks { get; set; }

    public long LargestPurchaseCoins { get; set; }

    public long FirstPurchaseCoins { get; set; }

    public long FirstPurchaseAt { get; set; } = Never;

    public long LastPurchaseAt { get; set; } = Never;

    public RecentRing<PurchaseRecord> BoughtRecently { get; } = new(RecentPurchases);

    // Spending.
    public int GiftsSent { get; set; }

    public long GiftedCoins { get; set; }

    public int Sweeps { get; set; }

    /// <summary>Gifts of exactly the coins it held. One beyond what was seen coming in is none: nobody knows what that left.</summary>
    public int GiftsToZero { get; set; }

    public RecentRing<GiftRecord> SentRecently { get; } = new(RecentSentGifts);

    // Income.
    public int GiftsReceived { get; set; }

    public long ReceivedCoins { get; set; }

    public long ReceivedDiamonds { get; set; }

    public RecentRing<GiftRecord> ReceivedRecently { get; } = new(RecentReceivedGifts);

    public long ExchangedDiamonds { get; set; }

    public long ExchangedCoins { get; set; }

    public int Exchanges { get; set; }

    public int Withdrawals { get; set; }

    /// <summary>Exchanges and withdrawals of exactly the diamonds it had undrawn.</summary>
    public int CashOutsToZero { get; set; }

    public long WithdrawnDiamonds { get; set; }

    public long LastWithdrawalAt { get; set; } = Never;

    /// <summary>From the last gift received to the last withdrawal, milliseconds.</summary>
    public long LastGiftToWithdrawal { get; set; } = -1;

    public int Payout { get; set; } = Token.None;

    public long PayoutFirstAt { get; set; } = Never;

    public int Payouts { get; set; }

    public long LastGiftReceivedAt { get; set; } = Never;

    // Habits.
    public RecentRing<HabitRecord> Devices { get; } = new(HabitsKept);

    public RecentRing<HabitRecord> Networks { get; } = new(HabitsKept);

    public RecentRing<HabitRecord> Instruments { get; } = new(HabitsKept);

    public RecentRing<HabitRecord> Storefronts { get; } = new(HabitsKept);

    public RecentRing<HabitRecord> IpCountries { get; } = new(HabitsKept);

    public int DistinctInstruments { get; set; }

    public int DistinctDevices { get; set; }

    public int CredentialChanges { get; set; }

    public long CredentialsChangedAt { get; set; } = Never;

    public int Reports { get; set; }

    // Rings.
    public int Cycles { get; set; }

    public long LastCycleAt { get; set; } = Never;

    /// <summary>Largest share of a cycle's first gift that came back, in thousandths.</summary>
    public int BestCycleReturn { get; set; }

    /// <summary>The same, of what the platform's share would have left after so many hops; 1000 when all was passed on.</summary>
    public int BestCycleReturnOfPossible { get; set; }

    public long ShortestCycle { get; set; } = long.MaxValue;

    public int ShortestCycleLength { get; set; }

    // Evaluation.
    /// <summary>Times the account's figures were judged.</summary>
    public int Evaluations { get; set; }

    /// <summary>Gifts sent and received, and purchases, at the last judgement: the next one waits for growth.</summary>
    public int ActivityAtEvaluation { get; set; }

    /// <summary>Income figures at the last judgement, in thousandths: what an account's gifters are judged by.</summary>
    public IncomeFigures Income { get; set; }

    /// <summary>Highest calibrated score of each detector so far, in ten-thousandths.</summary>
    public int RingScore { get; set; }

    public int ResaleScore { get; set; }

    /// <summary>All coins that ever came in.</summary>
    public long AcquiredCoins => BoughtCoins + ExchangedCoins;

    /// <summary>The country it usually connects from, or <see cref="Token.None"/>.</summary>
    public int HomeCountry()
    {
        int home = Token.None;
        int most = 0;
        for (int i = 0; i < IpCountries.Count; i++)
        {
            ref HabitRecord habit = ref IpCountries[i];
            if (habit.Uses + habit.Purchases > most)
            {
                most = habit.Uses + habit.Purchases;
                home = habit.Token;
            }
        }

        return home;
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Figures(this);
        to.Part(BoughtRecently);
        to.Part(SentRecently);
        to.Part(ReceivedRecently);
        to.Part(Devices);
        to.Part(Networks);
        to.Part(Instruments);
        to.Part(Storefronts);
        to.Part(IpCountries);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Figures(this);
        from.Part(BoughtRecently);
        from.Part(SentRecently);
        from.Part(ReceivedRecently);
        from.Part(Devices);
        from.Part(Networks);
        from.Part(Instruments);
        from.Part(Storefronts);
        from.Part(IpCountries);
    }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        FirstSeenAt = state.Time(FirstSeenAt);
        LastSeenAt = state.Time(LastSeenAt);
        CreatedAt = state.Time(CreatedAt);
        ActiveDays = state.Small(ActiveDays);
        LastActiveDay = state.Time(LastActiveDay);
        LastHeldDay = state.Time(LastHeldDay);
        ExchangeMoney(state);
        DistinctInstruments = state.Small(DistinctInstruments);
        DistinctDevices = state.Small(DistinctDevices);
        CredentialChanges = state.Small(CredentialChanges);
        CredentialsChangedAt = state.Time(CredentialsChangedAt);
        Reports = state.Small(Reports);
        Cycles = state.Small(Cycles);
        LastCycleAt = state.Time(LastCycleAt);
        BestCycleReturn = state.Small(BestCycleReturn);
        BestCycleReturnOfPossible = state.Small(BestCycleReturnOfPossible);
        ShortestCycle = state.Time(ShortestCycle);
        ShortestCycleLength = state.Small(ShortestCycleLength);
        Evaluations = state.Small(Evaluations);
        ActivityAtEvaluation = state.Small(ActivityAtEvaluation);
        RingScore = state.Small(RingScore);
        ResaleScore = state.Small(ResaleScore);
        Income = new IncomeFigures(
            state.Small(Income.YoungSenders), state.Small(Income.FreshMoney), state.Small(Income.SingleRecipientSenders),
            state.Small(Income.SweptSenders), state.Small(Income.ReversedSenders), state.Small(Income.Senders));
    }

    private void ExchangeMoney<TFields>(TFields state)
        where TFields : struct, IStateFields
    {
        Purchases = state.Small(Purchases);
        Declines = state.Small(Declines);
        DeclinesInARow = state.Small(DeclinesInARow);
        MostDeclinesBeforeSuccess = state.Small(MostDeclinesBeforeSuccess);
        BoughtCoins = state.Number(BoughtCoins);
        PaidByOthersCoins = state.Number(PaidByOthersCoins);
        RefundedCoins = state.Number(RefundedCoins);
        RefundedAfterSpendingCoins = state.Number(RefundedAfterSpendingCoins);
        ChargedBackCoins = state.Number(ChargedBackCoins);
        Refunds = state.Small(Refunds);
        Chargebacks = state.Small(Chargebacks);
        LargestPurchaseCoins = state.Number(LargestPurchaseCoins);
        FirstPurchaseCoins = state.Number(FirstPurchaseCoins);
        FirstPurchaseAt = state.Time(FirstPurchaseAt);
        LastPurchaseAt = state.Time(LastPurchaseAt);
        GiftsSent = state.Small(GiftsSent);
        GiftedCoins = state.Number(GiftedCoins);
        Sweeps = state.Small(Sweeps);
        GiftsToZero = state.Small(GiftsToZero);
        GiftsReceived = state.Small(GiftsReceived);
        ReceivedCoins = state.Number(ReceivedCoins);
        ReceivedDiamonds = state.Number(ReceivedDiamonds);
        ExchangedDiamonds = state.Number(ExchangedDiamonds);
        ExchangedCoins = state.Number(ExchangedCoins);
        Exchanges = state.Small(Exchanges);
        Withdrawals = state.Small(Withdrawals);
        CashOutsToZero = state.Small(CashOutsToZero);
        WithdrawnDiamonds = state.Number(WithdrawnDiamonds);
        LastWithdrawalAt = state.Time(LastWithdrawalAt);
        LastGiftToWithdrawal = state.Number(LastGiftToWithdrawal);
        Payout = state.Small(Payout);
        PayoutFirstAt = state.Time(PayoutFirstAt);
        Payouts = state.Small(Payouts);
        LastGiftReceivedAt = state.Time(LastGiftReceivedAt);
    }
}

/// <summary>Shares of a recipient's recent income, in thousandths, and how many senders it has.</summary>
public readonly record struct IncomeFigures(
    int YoungSenders, int FreshMoney, int SingleRecipientSenders, int SweptSenders, int ReversedSenders, int Senders);
