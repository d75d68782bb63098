using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;

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

    private static readonly Option<LogGap[]> Accepted = new("--accept-gap")
    {
        HelpName = "TOPIC[P]:FROM-TO",
        Description = "Go on without these offsets, which the log has lost before they were decided; kept in the audit with --reason.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = ReadGaps,
    };

    private static readonly Option<string?> Reason = new("--reason") { HelpName = "TEXT", Description = "Why a gap is accepted." };

    /// <summary>What the worker understands, settings by name aside.</summary>
    public static RootCommand Root() => new("The live service. Settings are read from appsettings.json, the environment (FRAUDWATCH__…) and --Name=value.")
    {
        Files, From, Accepted, Reason,
    };

    /// <summary>Reads the command line. False when there is nothing to run: help was asked for (status 0), or it is wrong (2).</summary>
    public static bool TryRead(string[] args, out BootstrapRequest bootstrap, out GapRequest gaps, out string[] settings, out int status)
    {
        RootCommand root = Root();
        root.TreatUnmatchedTokensAsErrors = false;

        // ./fraudwatch hands on the word that it was called with.
        string[] own = args is ["worker", .. string[] rest] ? rest : args;
        ParseResult parsed = root.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string[] faults = [.. Faults(parsed)];
        bootstrap = faults.Length > 0 ? BootstrapRequest.None : new BootstrapRequest(parsed.GetValue(Files) ?? [], parsed.GetValue(From));
        gaps = faults.Length > 0 ? GapRequest.None : new GapRequest(parsed.GetValue(Accepted) ?? [], parsed.GetValue(Reason)?.Trim() ?? "");
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

        if (gaps.Gaps.Count > 0 != gaps.Reason.Length > 0)
        {
            Console.Error.WriteLine("--accept-gap and --reason go together; expected both, found one");
            status = WrongUsage;
            return false;
        }

        return true;
    }

    private static LogGap[] ReadGaps(ArgumentResult result)
    {
        var gaps = new List<LogGap>();
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (GapRequest.Read(text) is LogGap gap)
            {
                gaps.Add(gap);
            }
            else
            {
                result.AddError($"expected --accept-gap TOPIC[P]:FROM-TO, such as gift-events[3]:5000-7999, found {text}");
            }
        }

        return [.. gaps];
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
            yield return $"expected --bootstrap, --decide-from, --accept-gap, --reason or a setting such as --FraudWatch:Health:Port=8080, found '{token}'";
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
