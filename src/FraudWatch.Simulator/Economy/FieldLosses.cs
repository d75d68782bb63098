using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>Share of the events that arrive without an optional field, 0–1. Who sent the event makes no difference.</summary>
internal sealed record FieldLosses(
    double Device, double Network, double CreationTime, double Viewers, double Watched, double Match, double Payer)
{
    private const double NeverSent = 0.06;

    /// <summary>Most platforms lose a few in a hundred, some a quarter; now and then one does not send a field at all.</summary>
    public static FieldLosses Draw(Randomizer random)
    {
        return new FieldLosses(
            Share(mayBeAbsent: false), Share(mayBeAbsent: false), Share(true), Share(true), Share(true), Share(true), Share(true));

        double Share(bool mayBeAbsent)
        {
            double kind = random.Double();
            return mayBeAbsent && kind < NeverSent ? 1
                : kind < 0.75 ? random.Double(0.003, 0.05)
                : random.Double(0.05, 0.30);
        }
    }
}
