using System.CommandLine;
using System.CommandLine.Parsing;
using FraudWatch.Cli.Output;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Retention;

/// <summary>
/// <c>fraudwatch retention --keep-outbox 30d --keep-decisions 400d --keep-audit 1830d</c>: drops what is over; for a scheduler, as the
/// owner of the tables.
/// </summary>
public static class RetentionCommand
{
    /// <summary>Shorter would take what the detector still works with and people still ask about.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(30);

    private static readonly TimeSpan GiveWayAfter = TimeSpan.FromSeconds(5);

    private static readonly Option<TimeSpan> Outbox = Keep(["--keep-outbox", "--keep"], "30d", TimeSpan.Zero, "How long messages of the outbox are kept after they were written, once published");
    private static readonly Option<TimeSpan> Decisions = Keep(["--keep-decisions"], "400d", Least, "How long a month of flags, their evidence and holds is kept after its end and its last change, by the detector's clock, at least 30d");
    private static readonly Option<TimeSpan> Audit = Keep(["--keep-audit"], "1830d", Least, "How long a month of what people did is kept after its end, by the wall clock, at least 30d");

    private static readonly Option<TimeSpan> Letters = Keep(["--keep-letters"], "30d", TimeSpan.Zero, "How long rejected messages are kept that the dead-letter topic does not have whole");
    private static readonly Option<TimeSpan> Order = Keep(["--keep-order"], "60d", Least, "How long the recorded order of processing is kept: as long as the log in Kafka and the files of it, at least 30d");

    public static Command Create()
    {
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("retention", "Drops days of the outbox and months of decisions and of the audit that are over, and makes those to come; gives way to writers.")
        {
            Outbox, Decisions, Audit, Letters, Order, connection,
        };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            var outbox = new OutboxRetention(database);
            await outbox.PrepareAsync(stop);
            await MonthRetention.PrepareAuditAsync(database, stop);

            // The audit last: its months go when the decisions that they speak of are gone.
            Tell(await outbox.DropAsync(parsed.GetValue(Outbox), GiveWayAfter, stop), "outbox days");
            Tell(await new MonthRetention(database, MonthlyRecord.Decisions).DropAsync(parsed.GetValue(Decisions), GiveWayAfter, stop), "months of decisions");
            Tell(await new MonthRetention(database, MonthlyRecord.Audit).DropAsync(parsed.GetValue(Audit), GiveWayAfter, stop), "months of the audit");
            Console.Error.WriteLine($"rejected messages kept whole: {await new LetterStore(database).DropAsync(parsed.GetValue(Letters), stop)} dropped.");
            int turns = await new LateTurnStore(database).DropAsync(parsed.GetValue(Order), stop);
            await Console.Error.WriteLineAsync($"recorded order: {turns} batches dropped.");
            return ExitStatus.Done;
        }));
        return command;
    }

    private static void Tell(RetentionOutcome outcome, string what)
    {
        foreach (string name in outcome.Dropped)
        {
            Console.Out.WriteLine(name);
        }

        foreach (string kept in outcome.Kept)
        {
            Console.Error.WriteLine($"stays: {kept}");
        }

        foreach (string left in outcome.Left)
        {
            Console.Error.WriteLine($"left for the next run, because a transaction stood in the way: {left}");
        }

        Console.Error.WriteLine($"{what}: {outcome.Dropped.Count} dropped, {outcome.Kept.Count} stay, {outcome.Left.Count} left for the next run.");
    }

    private static Option<TimeSpan> Keep(string[] names, string otherwise, TimeSpan least, string description) => new(names[0], names[1..])
    {
        HelpName = ValueName.Time,
        Description = $"{description} (default {otherwise}).",
        DefaultValueFactory = _ => TimeText.TryParseDuration(otherwise, out TimeSpan kept) ? kept : throw new FormatException(otherwise),
        CustomParser = result => Read(result, names[0], least),
    };

    private static TimeSpan Read(ArgumentResult result, string name, TimeSpan least)
    {
        string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (!TimeText.TryParseDuration(found, out TimeSpan duration))
        {
            result.AddError($"{name}: expected a duration such as 48h or 30d; found '{found}'.");
        }
        else if (duration < least)
        {
            result.AddError($"{name}: expected at least {least.TotalDays}d; found '{found}'.");
        }

        return duration;
    }
}
