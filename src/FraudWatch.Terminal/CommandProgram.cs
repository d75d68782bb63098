using System.CommandLine;

namespace FraudWatch.Terminal;

/// <summary>Runs a command line the way every FraudWatch program does: data to stdout, talk to stderr, contract exit statuses.</summary>
public static class CommandProgram
{
    /// <summary>Parses and runs; wrong usage is 2, a <see cref="CommandFailure"/> its own status, Ctrl-C and SIGTERM cancel the token.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
            {
                await Console.Error.WriteLineAsync(message);
            }

            string path = string.Join(' ', parsed.CommandResult.Command.Parents.OfType<Command>().Reverse().Skip(1)
                .Append(parsed.CommandResult.Command).Select(c => c.Name).Where(n => n != root.Name));
            await Console.Error.WriteLineAsync($"See: ./fraudwatch {path} --help".Replace("  ", " ", StringComparison.Ordinal));
            return ExitStatus.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailure failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.Status;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitStatus.Failed;
        }
    }
}
