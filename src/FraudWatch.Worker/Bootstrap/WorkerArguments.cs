using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Bootstrap;

/// <summary>The worker's command line: settings by name, and what a first start learns from.</summary>
public static class WorkerArguments
{
    private const int WrongUsage = 2;

    private static readonly Option<string[]> Files = new("--bootstrap")
    {
        HelpName = "FILE",
        Description = "On a first start, build the state from these files of events (.jsonl, .jsonl.gz), then go on with the log.",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<long?> From = new("--decide-from")
    {
        HelpName = "TIME",
        Description = "Event time from which the files lead to decisions, such as 2026-11-01T00:00:00Z; the end of the files when not given.",
        CustomParser = ReadTime,
    };

    /// <summary>What the worker understands, settings by name aside.</summary>
    public static RootCommand Root() => new("The live service. Settings are read from appsettings.json, the environment (FRAUDWATCH__…) and --Name=value.")
    {
        Files, From,
    };

    /// <summary>Reads the command line. False when there is nothing to run: help was asked for (status 0), or it is wrong (2).</summary>
    public static bool TryRead(string[] args, out BootstrapRequest bootstrap, out string[] settings, out int status)
    {
        RootCommand root = Root();
        root.TreatUnmatchedTokensAsErrors = false;

        // ./fraudwatch hands on the word that it was called with.
        string[] own = args is ["worker", .. string[] rest] ? rest : args;
        ParseResult parsed = root.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string[] faults = [.. Faults(parsed)];
        bootstrap = faults.Length > 0 ? BootstrapRequest.None : new BootstrapRequest(parsed.GetValue(Files) ?? [], parsed.GetValue(From));
        settings = [.. parsed.UnmatchedTokens];
        status = 0;
        if (faults.Length > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, [.. faults, "See: ./fraudwatch worker --help"]));
            status = WrongUsage;
            return false;
        }

        if (parsed.Action is not null)
        {
            status = Help(parsed);
            return false;
        }

        if (bootstrap is { Files.Count: 0, DecideFrom: not null })
        {
            Console.Error.WriteLine("--decide-from speaks of the files of --bootstrap; expected some, found none");
            status = WrongUsage;
            return false;
        }

        return true;
    }

    private static int Help(ParseResult parsed)
    {
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"stdout cannot be written: {full.Message}");
            return 1;
        }
    }

    /// <summary>What is wrong with the command line, a sentence each.</summary>
    private static IEnumerable<string> Faults(ParseResult parsed)
    {
        foreach (string message in parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ")).Distinct(StringComparer.Ordinal))
        {
            yield return message;
        }

        if (parsed.GetResult(Files) is OptionResult files)
        {
            foreach (string found in files.Tokens.Select(token => token.Value).Where(file => file.Length == 0 || file[0] == '-'))
            {
                yield return found.Length > 0 ? $"Unrecognized option '{found}'." : "--bootstrap: expected a file, found ''.";
            }
        }

        foreach (string token in parsed.UnmatchedTokens.Where(token => !IsSetting(token)))
        {
            yield return $"expected --bootstrap, --decide-from or a setting such as --FraudWatch:Health:Port=8080, found '{token}'";
        }
    }

    /// <summary>By name and value; whether there is such a setting is looked at with those of the environment.</summary>
    private static bool IsSetting(string token) =>
        token.Contains('=', StringComparison.Ordinal)
        && (token.StartsWith("--FraudWatch:", StringComparison.OrdinalIgnoreCase)
            || token.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase)
            || token.StartsWith("--environment=", StringComparison.OrdinalIgnoreCase));

    private static long? ReadTime(ArgumentResult result)
    {
        string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (WireTime.TryParse(Encoding.UTF8.GetBytes(text), out long at))
        {
            return at;
        }

        result.AddError($"expected an RFC 3339 time such as 2026-11-01T00:00:00Z for --decide-from, found {text}");
        return null;
    }
}
