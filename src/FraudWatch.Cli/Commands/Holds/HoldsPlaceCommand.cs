using System.CommandLine;
using FraudWatch.Cli.Output;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Holds;

/// <summary><c>fraudwatch holds place --account A --scope S --for 48h --reason TEXT [--flag ID] [--even-unseen]</c>.</summary>
internal static class HoldsPlaceCommand
{
    public static Command Create()
    {
        var account = new Option<string>("--account") { HelpName = "ID", Description = "The account to stop.", Required = true };
        Option<HoldScope?> scope = WordOption.Of<HoldScope>("--scope", "What to stop", Wire.Name);
        scope.Required = true;
        Option<TimeSpan> duration = HoldDuration.Option();
        Option<string> reason = CommonOptions.Reason();
        Option<string?> flag = FlagOption();
        var evenUnseen = new Option<bool>("--even-unseen")
        {
            Description = "Also on an account that no flag, hold or decision on record names: the record has no list of all accounts, and a name it does not know may be misspelt.",
        };
        Option<bool> json = CommonOptions.Json();
        Option<string?> connection = RecordConnection.NewOption();
        var command = new Command("place", "Places a hold; it ends by itself by the wall clock.") { account, scope, duration, reason, flag, evenUnseen, json, connection };
        command.SetAction((parsed, stop) => RecordConnection.UseAsync(parsed.GetValue(connection), async database =>
        {
            var request = new HoldRequest(
                parsed.GetRequiredValue(account),
                parsed.GetValue(scope)!.Value,
                parsed.GetValue(duration),
                parsed.GetRequiredValue(reason),
                await FlagIdAsync(database, parsed.GetValue(flag), stop))
            {
                EvenUnseen = parsed.GetValue(evenUnseen),
            };
            Guid placed = await new ReviewStore(database).PlaceHoldAsync(request, stop);
            await HoldReport.WriteAsync(database, placed, parsed.GetValue(json), stop);
            return ExitStatus.Done;
        }));
        return command;
    }

    private static Option<string?> FlagOption()
    {
        var option = new Option<string?>("--flag") { HelpName = "ID", Description = "The flag behind it: its id, or a beginning that only one flag has." };
        option.Validators.Add(result =>
        {
            string found = result.GetValue(option) ?? "";
            if (!IdPrefix.TryParse(found, out _))
            {
                result.AddError($"--flag: expected a flag id or at least {IdPrefix.MinDigits} hexadecimal digits of it; found '{found}'.");
            }
        });
        return option;
    }

    private static async Task<Guid?> FlagIdAsync(FraudWatchDatabase database, string? text, CancellationToken stop)
    {
        if (text is null || !IdPrefix.TryParse(text, out IdPrefix prefix))
        {
            return null;
        }

        Flag flag = await IdArgument.TheOneAsync("flag", limit => new FlagStore(database).FindAsync(prefix, limit, stop), f => f.FlagId);
        return flag.FlagId;
    }
}
