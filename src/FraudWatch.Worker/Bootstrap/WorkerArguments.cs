using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Bootstrap;

/// <summary>The worker's command line: settings by name, and what a first start learns from.</summary>
public static class WorkerArguments
{
    private const int WrongUsage = 2;

    /// <summary>Reads the command line. False when there is nothing to run: help was asked for (status 0), or it is wrong (2).</summary>
    public static bool TryRead(string[] args, out BootstrapRequest bootstrap, out string[] settings, out int status)
    {
        var files = new Option<string[]>("--bootstrap")
        {
            HelpName = "FILE",
            Description = "On a first start, build the state from these files of events (.jsonl, .jsonl.gz), then go on with the log.",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var from = new Option<long?>("--decide-from")
        {
            HelpName = "TIME",
            Description = "Event time from which the files lead to decisions, such as 2026-11-01T00:00:00Z; the end of the files when not given.",
            CustomParser = ReadTime,
        };
        var root = new RootCommand("The live service. Settings are read from appsettings.json, the environment (FRAUDWATCH__…) and --Name=value.")
        {
            files, from,
        };
        root.TreatUnmatchedTokensAsErrors = false;
        ParseResult parsed = root.Parse(args);
        bootstrap = parsed.Errors.Count > 0 ? BootstrapRequest.None : new BootstrapRequest(parsed.GetValue(files) ?? [], parsed.GetValue(from));
        settings = [.. parsed.UnmatchedTokens];
        status = 0;
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message).Distinct()));
            status = WrongUsage;
            return false;
        }

        if (parsed.Action is not null)
        {
            status = parsed.Invoke();
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

    private static long? ReadTime(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (WireTime.TryParse(Encoding.UTF8.GetBytes(text), out long at))
        {
            return at;
        }

        result.AddError($"expected an RFC 3339 time such as 2026-11-01T00:00:00Z for --decide-from, found {text}");
        return null;
    }
}
