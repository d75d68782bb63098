using FraudWatch.Detection.Events;
using FraudWatch.Detection.Identity;

namespace FraudWatch.Detection.Accounts;

/// <summary>Notes what an account uses (devices, networks, instruments, countries) and whom it shares it with.</summary>
internal static class Habits
{
    private const long Day = 24L * 60 * 60 * 1000;

    public static bool IsNewDevice(AccountState sender, ParsedEvent next)
    {
        // Devices are noted before the gift is booked: a device first seen within a day, on an account that had others.
        return next.Has(TextField.DeviceId) && sender.DistinctDevices > 1 && sender.Devices.Count > 0
            && sender.Devices[sender.Devices.Count - 1] is { IsPlaceholder: false } last && last.FirstAt > next.OccurredAt - Day;
    }

    /// <summary>The number of a country, however it is written; none for what is no country.</summary>
    public static int Country(TokenTable table, ParsedEvent next, TextField field)
    {
        Span<byte> alpha2 = stackalloc byte[2];
        return next.Has(field) && CountryCodes.TryRead(next.Text(field), alpha2) ? table.Intern(alpha2) : Token.None;
    }

    public static int Intern(TokenTable table, ParsedEvent next, TextField field) =>
        next.Has(field) ? table.Intern(next.Text(field)) : Token.None;

    public static long FirstUse(RecentRing<HabitRecord> habits, int token)
    {
        for (int i = 0; i < habits.Count; i++)
        {
            if (habits[i].Token == token)
            {
                return habits[i].FirstAt;
            }
        }

        return long.MaxValue;
    }

    public static int UsesOf(RecentRing<HabitRecord> habits, int token)
    {
        for (int i = 0; i < habits.Count; i++)
        {
            if (habits[i].Token == token)
            {
                return habits[i].Uses;
            }
        }

        return 0;
    }

    /// <summary>Notes what the account used; gives back its number, none for a placeholder, which is kept only to be told apart.</summary>
    public static int Note(
        RecentRing<HabitRecord> habits, int token, LinkTable? links, TextField field, AccountState account, ParsedEvent next, bool buying)
    {
        if (token == Token.None)
        {
            return Token.None;
        }

        for (int i = 0; i < habits.Count; i++)
        {
            ref HabitRecord known = ref habits[i];
            if (known.Token == token)
            {
                if (known.LastAt / Day != next.OccurredAt / Day)
                {
                    // Once a day is enough to keep the account among those that count.
                    links?.Add(token, account.Index, next.OccurredAt);
                }

                if (Crowd.PeriodOf(known.LastAt) < Crowd.PeriodOf(next.OccurredAt))
                {
                    links?.NoteUser(token, next.OccurredAt);
                }

                known.LastAt = Math.Max(known.LastAt, next.OccurredAt);
                return Count(ref known, links, next, buying);
            }
        }

        var habit = new HabitRecord { Token = token, FirstAt = next.OccurredAt, LastAt = next.OccurredAt };
        bool isNew = links?.Add(token, account.Index, next.OccurredAt) ?? false;
        links?.NoteUser(token, next.OccurredAt);
        int noted = Count(ref habit, links, next, buying);
        habits.Add(habit);
        account.DistinctInstruments += isNew && noted != Token.None && field == TextField.InstrumentId ? 1 : 0;
        account.DistinctDevices += isNew && noted != Token.None && field == TextField.DeviceId ? 1 : 0;
        return noted;
    }

    private static int Count(ref HabitRecord habit, LinkTable? links, ParsedEvent next, bool buying)
    {
        habit.Purchases += buying ? 1 : 0;
        habit.Uses += buying ? 0 : 1;
        habit.Gifts += next.Type == EventType.GiftSent ? 1 : 0;
        habit.IsPlaceholder = links?.IsPlaceholder(habit.Token) ?? false;
        return habit.IsPlaceholder ? Token.None : habit.Token;
    }
}
