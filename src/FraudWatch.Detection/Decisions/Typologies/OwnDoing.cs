using FraudWatch.Detection.Features;
using static FraudWatch.Detection.Features.AccountFeature;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>
/// Whether what an account is suspected of was its owner's doing. Whose coins others bought, while it lived on as before, is served,
/// and whose gifts others sent, before it came back to its owner, is robbed: what is dirty about that speaks against them.
/// </summary>
internal static class OwnDoing
{
    /// <summary>Share of an account's coins above which it was others who moved them.</summary>
    private const float Most = 0.5f;

    /// <summary>The same where all that speaks against it is means shared with others: an agent shares its own, from its own device.</summary>
    private const float MostOfShared = 0.1f;

    /// <summary>The same where the score alone would not flag the account: any at all, roundings aside.</summary>
    private const float MostInDoubt = 0.02f;

    /// <summary>An account that had a life before it changed hands is at most half sold; a whole one is stock.</summary>
    private const float HalfSold = 0.5f;

    /// <summary>The suspicion with the role of a victim or a buyer, where it was others'.</summary>
    public static Suspicion Judge(in Suspicion suspicion, FeatureVector f) =>
        suspicion.Role is AccountRole.Source or AccountRole.Seller or AccountRole.Member or AccountRole.Intermediary
            ? Judge(suspicion, f, Most, suspicion.Typology == Typology.TopupAgent ? MostOfShared : Most)
            : suspicion;

    /// <summary>
    /// The same for an account that its score alone would not flag: what others bought or sent for it need not be most of it. The
    /// doubt is the customer's and the victim's.
    /// </summary>
    public static Suspicion JudgeInDoubt(in Suspicion suspicion, FeatureVector f) =>
        suspicion.Role.IsAccused() && suspicion.Role != AccountRole.Collector ? Judge(suspicion, f, MostInDoubt, MostInDoubt) : suspicion;

    private static Suspicion Judge(in Suspicion suspicion, FeatureVector f, float mostGifted, float mostBought)
    {
        if (f[GiftedByOthersShare] > mostGifted)
        {
            return suspicion with { Role = AccountRole.Victim };
        }

        bool isServed = f[BoughtByOthersShare] > mostBought && f[Beneficiaries] <= 0 && f[ChangeOfHands] <= HalfSold;
        return isServed ? suspicion with { Role = AccountRole.Buyer } : suspicion;
    }
}
