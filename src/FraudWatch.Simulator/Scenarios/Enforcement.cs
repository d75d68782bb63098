using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>
/// The day on which a group learns that it was found, drawn from the truth with a delay of its own and never from what a
/// detector says. It lies low, then most come back with one habit changed. Who had not begun by then was not found.
/// </summary>
internal sealed class Enforcement
{
    private const double Found = 0.5;
    private const double Respawns = 0.6;

    private Enforcement(long at, long pause, bool comesBack, Habit changes) =>
        (At, Pause, ComesBack, Changes) = (at, pause, comesBack, changes);

    /// <summary>What a group changes when it comes back: one of these and nothing else.</summary>
    public enum Habit
    {
        Packs,
        Gifts,
        Devices,
    }

    /// <summary>When the group notices, ms since 1970; <see cref="SimTime.Never"/> when nobody finds it.</summary>
    public long At { get; }

    public long Pause { get; }

    public bool ComesBack { get; }

    public Habit Changes { get; }

    /// <summary>A group of two is found within two weeks or so; six in ten of these come back after 1–7 days.</summary>
    public static Enforcement Draw(AgentRandom random, long startsAt)
    {
        long at = random.Chance(Found) ? startsAt + SimTime.Days(1 + random.LogNormal(11, 0.8)) : SimTime.Never;
        return new Enforcement(at, SimTime.Days(random.Between(1, 7)), random.Chance(Respawns), (Habit)random.Below(3));
    }

    /// <summary>The script as someone plays it who is caught in the middle of it.</summary>
    public IEnumerator<long> Interrupt(IEnumerable<long> script, long startsAt)
    {
        bool unaware = startsAt < At;
        foreach (long time in script)
        {
            if (!unaware || time < At)
            {
                yield return time;
                continue;
            }

            if (!ComesBack)
            {
                yield break;
            }

            unaware = false;
            yield return time + Pause;
        }
    }
}
