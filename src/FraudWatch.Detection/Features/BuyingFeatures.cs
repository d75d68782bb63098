using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Lists;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>Who the account is, how it buys coins, and where it acts from.</summary>
internal static class BuyingFeatures
{
    private const int NeutralAgeDays = 365;

    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        WriteIdentity(context, account, into);
        WritePurchases(context, account, into);
        WriteInstruments(context, account, into);
        WriteReversals(account, into);
        WriteLinks(context, account, into);
    }

    private static void WriteIdentity(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.AgeDays] = Log(AgeOrNeutral(account, context.Now));
        into[AccountFeature.KnownDays] = Log(Math.Max(0, (context.Now - account.FirstSeenAt) / Day));
        into[AccountFeature.ActiveDays] = Log(account.ActiveDays);
        into[AccountFeature.CredentialsChangedDays] = account.CredentialsChangedAt == AccountState.Never
            ? Unknown
            : Log(Math.Max(0, (context.Now - account.CredentialsChangedAt) / Day));
        into[AccountFeature.Reports] = Log(account.Reports);
    }

    /// <summary>The age in days; of an account whose age nobody told, one that speaks neither for it nor against it.</summary>
    private static int AgeOrNeutral(AccountState account, long now)
    {
        int age = AccountBook.AgeDays(account, now);
        return account.CreatedAt == AccountState.Never ? Math.Max(NeutralAgeDays, age) : age;
    }

    private static void WritePurchases(in FeatureContext context, AccountState account, FeatureVector into)
    {
        RecentRing<PurchaseRecord> recent = account.BoughtRecently;
        long lastDay = 0;
        long lastMonth = 0;
        int cardsLastDay = 0;
        int lastHour = 0;
        int giftCards = 0;
        Span<long> packs = stackalloc long[recent.Count];
        for (int i = 0; i < recent.Count; i++)
        {
            ref PurchaseRecord purchase = ref recent[i];
            long ago = context.Now - purchase.At;
            bool isCard = purchase.Channel == PurchaseChannel.GiftCard;
            lastDay += ago <= Day ? purchase.Coins : 0;
            lastMonth += ago <= 30 * Day ? purchase.Coins : 0;
            lastHour += ago <= Hour ? 1 : 0;
            giftCards += isCard ? 1 : 0;
            cardsLastDay += isCard && ago <= Day ? 1 : 0;
            packs[i] = purchase.Coins;
        }

        into[AccountFeature.Purchases] = Log(account.Purchases);
        into[AccountFeature.CoinsBought1d] = Log(context.Book.Prices.ToUsualCoins(lastDay));
        into[AccountFeature.CoinsBought30d] = Log(context.Book.Prices.ToUsualCoins(lastMonth));
        into[AccountFeature.Purchases1h] = Log(lastHour);
        into[AccountFeature.GiftCardShare] = Share(giftCards, recent.Count);
        into[AccountFeature.GiftCards1d] = Log(cardsLastDay);
        into[AccountFeature.LargestPackRatio] = Log(account.LargestPurchaseCoins / Math.Max(1, Median(packs)));
        into[AccountFeature.PackEscalation] = recent.Count == 0 ? 0 : Log(recent[recent.Count - 1].Coins / Math.Max(1, account.FirstPurchaseCoins));
        into[AccountFeature.Declines] = Log(account.Declines);
        into[AccountFeature.DeclineShare] = Share(account.Declines, account.Declines + account.Purchases);
        into[AccountFeature.DeclinesBeforeSuccess] = Log(Math.Max(account.MostDeclinesBeforeSuccess, account.DeclinesInARow));
        into[AccountFeature.PaidByOthersShare] = Share(account.PaidByOthersCoins, account.BoughtCoins);
        into[AccountFeature.Beneficiaries] = Log(context.Book.PayerLinks.Degree(account.Index, context.Now));
    }

    private static void WriteInstruments(in FeatureContext context, AccountState account, FeatureVector into)
    {
        RecentRing<PurchaseRecord> recent = account.BoughtRecently;
        int home = account.HomeCountry();
        int isNew = 0;
        int cardElsewhere = 0;
        int cardGiven = 0;
        int homeGiven = 0;
        int ipElsewhere = 0;
        int ipGiven = 0;
        int awayFromHome = 0;
        int payerDegree = 0;
        int deviceDegree = 0;
        long paid = 0;
        long usualAtHome = 0;
        long usualOverall = 0;
        for (int i = 0; i < recent.Count; i++)
        {
            ref PurchaseRecord purchase = ref recent[i];
            isNew += purchase.InstrumentIsNew ? 1 : 0;
            cardGiven += BothKnown(purchase.InstrumentCountry, purchase.Storefront) ? 1 : 0;
            cardElsewhere += Differ(purchase.InstrumentCountry, purchase.Storefront) ? 1 : 0;
            ipGiven += BothKnown(purchase.IpCountry, purchase.Storefront) ? 1 : 0;
            ipElsewhere += Differ(purchase.IpCountry, purchase.Storefront) ? 1 : 0;
            homeGiven += BothKnown(home, purchase.Storefront) ? 1 : 0;
            awayFromHome += Differ(home, purchase.Storefront) ? 1 : 0;
            payerDegree = Math.Max(payerDegree, context.Book.PayerLinks.Degree(purchase.Payer, context.Now));
            deviceDegree = Math.Max(deviceDegree, context.Book.DeviceLinks.Degree(purchase.Device, context.Now));
            paid += purchase.PriceMicros / 1000;
            usualAtHome += UsualPrice(context.Book.Prices.In(home == Token.None ? purchase.Storefront : home), purchase.Coins);
            usualOverall += UsualPrice(context.Book.Prices.Overall, purchase.Coins);
        }

        into[AccountFeature.NewInstrumentShare] = Share(isNew, recent.Count);
        into[AccountFeature.InstrumentCountryMismatch] = Share(cardElsewhere, cardGiven);
        into[AccountFeature.IpCountryMismatch] = Share(ipElsewhere, ipGiven);
        into[AccountFeature.HomeCountryMismatch] = Share(awayFromHome, homeGiven);
        into[AccountFeature.PayerDegree] = Log(payerDegree);
        into[AccountFeature.PurchaseDeviceDegree] = Log(deviceDegree);
        into[AccountFeature.PriceToHome] = Ratio(paid, usualAtHome, 4);
        into[AccountFeature.PriceToAll] = Ratio(paid, usualOverall, 4);
        into[AccountFeature.Instruments] = Log(account.DistinctInstruments);
        into[AccountFeature.InstrumentsPerPurchase] = Ratio(account.DistinctInstruments, account.Purchases, 8);
        into[AccountFeature.Storefronts] = Log(account.Storefronts.Count);
    }

    private static bool BothKnown(int country, int other) => country != Token.None && other != Token.None;

    /// <summary>A country that is not known differs from none.</summary>
    private static bool Differ(int country, int other) => BothKnown(country, other) && country != other;

    /// <summary>Thousandths of a US dollar that the coins usually cost.</summary>
    private static long UsualPrice(long per1000Micros, long coins) => (long)((Int128)per1000Micros * coins / 1_000_000);

    private static void WriteReversals(AccountState account, FeatureVector into)
    {
        into[AccountFeature.RefundedShare] = Share(account.RefundedCoins, account.BoughtCoins);
        into[AccountFeature.RefundedAfterSpendingShare] = Share(account.RefundedAfterSpendingCoins, account.BoughtCoins);
        into[AccountFeature.ChargedBackShare] = Share(account.ChargedBackCoins, account.BoughtCoins);
    }

    private static void WriteLinks(in FeatureContext context, AccountState account, FeatureVector into)
    {
        int payerOnly = 0;
        int devices = 0;
        for (int i = 0; i < account.Devices.Count; i++)
        {
            payerOnly += account.Devices[i] is { Uses: 0, Purchases: > 0, IsPlaceholder: false } ? 1 : 0;
            devices += account.Devices[i].IsPlaceholder ? 0 : 1;
        }

        into[AccountFeature.PayerOnlyDevice] = Share(payerOnly, devices);
        into[AccountFeature.Devices] = Log(account.DistinctDevices);
        into[AccountFeature.DeviceDegree] = Log(LargestDegree(account.Devices, new Ownership.Tokens(context.Book, SubjectKind.Device), context.Now));
        into[AccountFeature.NetworkDegree] = Log(LargestDegree(account.Networks, new Ownership.Tokens(context.Book, SubjectKind.Network), context.Now));
        into[AccountFeature.InstrumentDegree] = Log(LargestDegree(account.Instruments, new Ownership.Tokens(context.Book, SubjectKind.Instrument), context.Now));
    }

    private static int LargestDegree(RecentRing<HabitRecord> habits, in Ownership.Tokens tokens, long now)
    {
        int largest = 0;
        for (int i = 0; i < habits.Count; i++)
        {
            largest = tokens.IsAllowed(habits[i].Token) ? largest : Math.Max(largest, tokens.Links.Degree(habits[i].Token, now));
        }

        return largest;
    }
}
