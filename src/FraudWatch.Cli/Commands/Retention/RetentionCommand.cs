using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Retention;

/// <summary><c>fraudwatch retention --keep 30d</c>: drops days of the outbox that are over; for a scheduler, as the owner of the tables.</summary>
public static class RetentionCommand
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan GiveWayAfter = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var keep = new Option<TimeSpan>("--keep")
        {
            HelpName = "TIME",
            Description = "How long published messages of the outbox are kept (default 30d).",
            DefaultValueFactory = _ => Kept,
            CustomParser = result =>
            {
                string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
                if (!TimeText.TryParseDuration(found, out TimeSpan duration))
                {
                    result.AddError($"--keep: expected a duration such as 48h or 30d; found '{found}'.");
                }

                return duration;
            },
        };
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("retention", "Drops days of the outbox that are over, and makes those to come; gives way to writers.") { keep, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            var outbox = new OutboxRetention(database);
            await outbox.PrepareAsync(stop);
            RetentionOutcome outcome = await outbox.DropAsync(parsed.GetValue(keep), GiveWayAfter, stop);
            foreach (string name in outcome.Dropped)
            {
                Console.Out.WriteLine(name);
            }

            Console.Error.WriteLine($"{outcome.Dropped.Count} dropped, {outcome.Left.Count} left for the next run because a transaction stood in the way.");
            return ExitStatus.Done;
        }));
        return command;
    }
}
