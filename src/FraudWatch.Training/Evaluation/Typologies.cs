namespace FraudWatch.Training.Evaluation;

/// <summary>The contract's typology names, ring first.</summary>
public static class Typologies
{
    public static IReadOnlyList<string> Ring { get; } =
    [
        "circular_gifting", "mule_fan_in", "scatter_gather", "carded_to_creator", "collusive_group", "shared_payout", "self_gifting",
    ];

    public static IReadOnlyList<string> Resale { get; } =
    [
        "carded_stock", "topup_agent", "gift_delivery", "account_stock", "region_arbitrage", "refund_abuse", "gift_card_stock",
        "merchant_network", "payer_hub", "account_takeover",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Ring, .. Resale];
}
