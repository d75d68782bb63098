using FraudWatch.Detection.Lists;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>What each purpose of the allow-list excuses: what that trade looks like when it is honest, and nothing else.</summary>
internal static class AllowedTypologies
{
    public static bool Covers(ListPurpose purpose, Typology typology) => purpose switch
    {
        ListPurpose.OfficialReseller => typology is Typology.GiftDelivery or Typology.MerchantNetwork or Typology.PayerHub
            or Typology.TopupAgent or Typology.GiftCardStock or Typology.RegionArbitrage,
        ListPurpose.Agency => typology is Typology.CollusiveGroup or Typology.SharedPayout or Typology.PayerHub or Typology.ScatterGather,
        ListPurpose.Charity => typology is Typology.MuleFanIn or Typology.CollusiveGroup or Typology.GiftDelivery,
        ListPurpose.Studio => typology is Typology.SelfGifting or Typology.SharedPayout or Typology.CollusiveGroup or Typology.AccountStock,
        ListPurpose.Staff => typology is Typology.SelfGifting or Typology.CircularGifting or Typology.GiftDelivery or Typology.AccountStock,
        _ => false,
    };
}
