using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Diagnostics;

namespace FraudWatch.Terminal;

/// <summary>
/// Runs a command line the way every FraudWatch program does: data to stdout, talk to stderr, contract exit statuses. Whatever goes wrong
/// is one sentence, never a stack trace.
/// </summary>
public static class CommandProgram
{
    /// <summary>An argument that begins with @ is itself, not a file of arguments.</summary>
    private static readonly ParserConfiguration AsTyped = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses and runs; wrong usage is 2, a <see cref="CommandFailure"/> its own status, Ctrl-C and SIGTERM cancel the token.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        StandardStreams.Guard();
        TerminalWriter.Install();
        string command = args.Length > 0 ? args[0] : "";
        try
        {
            ParseResult parsed = Parse(root, args);
            string[] wrong = [.. WrongUsage(parsed)];
            if (wrong.Length > 0)
            {
                StandardStreams.Say(string.Join(Environment.NewLine, [.. wrong, $"See: ./fraudwatch {PathOf(parsed.CommandResult)}--help"]));
                return ExitStatus.WrongUsage;
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailure failure)
        {
            StandardStreams.Say(failure.Message);
            return failure.Status;
        }
        catch (OperationCanceledException)
        {
            StandardStreams.Say("Interrupted.");
            return ExitStatus.Failed;
        }
#pragma warning disable CA1031 // The last handler: what nobody foresaw is one sentence too, and status 1.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            StandardStreams.Say($"{command}: {Sentence(failure)}");
            return ExitStatus.Failed;
        }
    }

    /// <summary>Parses as every program does.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> args) => root.Parse(args, AsTyped);

    /// <summary>What is wrong with a command line, a sentence each; empty when it can be run.</summary>
    public static IEnumerable<string> WrongUsage(ParseResult parsed)
    {
        IEnumerable<string> errors = parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" "));
        return parsed.Action is HelpAction ? errors : Misread(parsed).Concat(errors).Distinct(StringComparer.Ordinal);
    }

    /// <summary>
    /// A misspelt option that would be taken for one more file or folder, and a path without a letter. Who has a file of such a name
    /// writes ./ before it.
    /// </summary>
    private static IEnumerable<string> Misread(ParseResult parsed)
    {
        foreach (SymbolResult value in parsed.CommandResult.Children)
        {
            (string name, string? kind) = value switch
            {
                OptionResult option => (option.Option.Name, option.Option.HelpName),
                ArgumentResult argument => (argument.Argument.Name, argument.Argument.HelpName ?? argument.Argument.Name),
                _ => ("", null),
            };
            if (kind is not (ValueName.File or ValueName.Folder))
            {
                continue;
            }

            foreach (string found in value.Tokens.Select(token => token.Value).Where(found => found.Length == 0 || LooksLikeOption(found)))
            {
                yield return found.Length > 0 ? $"Unrecognized option '{found}'."
                    : $"{name}: expected a {(kind == ValueName.File ? "file" : "folder")}, found ''.";
            }
        }
    }

    private static bool LooksLikeOption(string token) => token.Length > 1 && token[0] == '-';

    /// <summary>The commands that were typed, without the program's own name, a space behind each: <c>flags list </c>.</summary>
    private static string PathOf(CommandResult typed)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = typed; at is CommandResult { Command: not RootCommand } result; at = at.Parent)
        {
            names.Push(result.Command.Name);
        }

        return string.Concat(names.Select(name => name + ' '));
    }

    /// <summary>A failure in one line: of files and the system what they say, of anything else what and where it is, for whoever mends it.</summary>
    private static string Sentence(Exception failure)
    {
        string message = failure.Message.ReplaceLineEndings(" ");
        if (failure is IOException or UnauthorizedAccessException)
        {
            return message;
        }

        System.Reflection.MethodBase? place = new StackTrace(failure).GetFrame(0)?.GetMethod();
        return $"a fault of this program, please report it: {failure.GetType().Name}: {message} (in {place?.DeclaringType?.FullName}.{place?.Name})";
    }
}
