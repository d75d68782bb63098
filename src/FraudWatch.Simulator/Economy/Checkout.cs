namespace FraudWatch.Simulator.Economy;

/// <summary>A purchase about to be made: a pack of so many coins, paid by whom and where. The payer is named when it is not the owner.</summary>
internal readonly record struct Checkout(
    int Coins, Instrument Instrument, Presence From, Market Storefront, Account? Payer = null);
