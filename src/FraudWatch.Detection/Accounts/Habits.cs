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
        return next.Has(TextField.DeviceId) && sender.DistinctDevices > 1
            && sender.Devices.Count > 0 && sender.Devices[sender.Devices.Count - 1].FirstAt > next.OccurredAt - Day;
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

    public static int Note(
        RecentRing<HabitRecord> habits, TokenTable table, LinkTable? links, TextField field, AccountState account, ParsedEvent next, bool buying)
    {
        if (!next.Has(field))
        {
            return Token.None;
        }

        int token = table.Intern(next.Text(field));
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

                known.LastAt = Math.Max(known.LastAt, next.OccurredAt);
                Count(ref known, next, buying);
                return token;
            }
        }

        var habit = new HabitRecord { Token = token, FirstAt = next.OccurredAt, LastAt = next.OccurredAt };
        Count(ref habit, next, buying);
        habits.Add(habit);
        bool isNew = links?.Add(token, account.Index, next.OccurredAt) ?? false;
        account.DistinctInstruments += isNew && field == TextField.InstrumentId ? 1 : 0;
        account.DistinctDevices += isNew && field == TextField.DeviceId ? 1 : 0;
        return token;
    }

    private static void Count(ref HabitRecord habit, ParsedEvent next, bool buying)
    {
        habit.Purchases += buying ? 1 : 0;
        habit.Uses += buying ? 0 : 1;
        habit.Gifts += next.Type == EventType.GiftSent ? 1 : 0;
    }
}
