namespace FraudWatch.Simulator.Economy;

/// <summary>
/// A gift about to be sent: which one, how many, how long the sender has been in the room, and the match it belongs to
/// (0 for none).
/// </summary>
internal readonly record struct Giving(int Gift, int Quantity, Presence From, int WatchedSeconds, ulong Match = 0);
