namespace FraudWatch.Simulator.Economy;

/// <summary>An account that goes live and receives gifts.</summary>
internal sealed class Creator : Account
{
    /// <summary>Weight in the choice of viewers who look around.</summary>
    public double Popularity { get; set; }

    /// <summary>Usual size of the audience.</summary>
    public double Audience { get; set; }

    /// <summary>Diamonds not yet withdrawn or exchanged.</summary>
    public long Diamonds { get; set; }

    /// <summary>Bank account or wallet that money goes to.</summary>
    public ulong Payout { get; set; }

    /// <summary>The agency that signed the creator; -1 for none.</summary>
    public int Agency { get; set; } = -1;

    /// <summary>Start of the present stream and the stream's room.</summary>
    public long RoomSince { get; set; }
    public ulong Room { get; set; }
}
