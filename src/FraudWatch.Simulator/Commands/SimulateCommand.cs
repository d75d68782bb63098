using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Simulator.Labels;
using FraudWatch.Simulator.Output;
using FraudWatch.Terminal;

namespace FraudWatch.Simulator.Commands;

/// <summary><c>simulate</c>: writes a labelled economy as files.</summary>
public static class SimulateCommand
{
    private const int BufferBytes = 1 << 20;

    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--out") { HelpName = ValueName.Folder, Description = "Folder for the files; made if absent.", Required = true };
        Option<int> payers = NumberOption.Whole(
            "--payers", (1, 20_000_000), SimulationOptions.DefaultPayers, "Honest payers; creators and fraud groups come on top.");
        Option<int> days = NumberOption.Whole("--days", (1, 3_650), SimulationOptions.DefaultDays, "Length of the stream.");
        Option<long> seed = NumberOption.Whole("--seed", (long.MinValue, long.MaxValue), 1L, "Same seed, same bytes.");
        Option<double> camouflage = NumberOption.Real("--camouflage", (0, 0.9), SimulationOptions.DefaultCamouflage, "How well fraud hides, 0 to 0.9.");
        Option<double> rate = NumberOption.Real(
            "--fraud-rate", (0, 1_000), 1, "Multiplies the number of fraud groups; 1 is ten times the natural prevalence, 0.1 the natural one, 0 none.");
        Option<string> end = EndOption();
        var command = new Command("simulate", "Writes a labelled economy: coin-events, gift-events, labels, and for evaluation alone truth and look-alikes.")
        {
            folder, payers, days, seed, camouflage, rate, end,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new SimulationOptions
            {
                Payers = parsed.GetValue(payers),
                Days = parsed.GetValue(days),
                Seed = parsed.GetValue(seed),
                Camouflage = parsed.GetValue(camouflage),
                FraudRate = parsed.GetValue(rate),
                End = DateTimeOffset.FromUnixTimeMilliseconds(TryParseEnd(parsed.GetValue(end), out long time) ? time : 0),
            };
            RequireTimes(options);
            Write(options, parsed.GetValue(folder)!, cancellation);
            return Task.FromResult(ExitStatus.Done);
        });
        return command;
    }

    /// <summary>Runs the simulation and writes its files into <paramref name="folder"/>.</summary>
    internal static void Write(SimulationOptions options, DirectoryInfo folder, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        folder.Create();
        using FileStream coins = Open(folder, "coin-events.jsonl");
        using FileStream gifts = Open(folder, "gift-events.jsonl");
        var simulation = new Simulation(options, coins, gifts);
        simulation.Run(day => ReportDay(simulation, options, day), cancellation);
        WriteFile(folder, "truth.jsonl", file => TruthFile.Write(simulation.Society, file));
        WriteFile(folder, "labels.jsonl", file => LabelFile.Write(simulation.Society, file));
        WriteFile(folder, "look-alikes.jsonl", file => LookAlikeFile.Write(simulation.Society, file));

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{simulation.Events:N0} events in {seconds:F1} s ({simulation.Events / seconds:N0} a second), peak memory {PeakMegabytes():N0} MB, in {folder.FullName}"));
    }

    private static void WriteFile(DirectoryInfo folder, string name, Action<Stream> write)
    {
        using FileStream file = Open(folder, name);
        write(file);
    }

    private static FileStream Open(DirectoryInfo folder, string name) =>
        new(Path.Combine(folder.FullName, name), FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);

    private static void ReportDay(Simulation simulation, SimulationOptions options, long time)
    {
        long day = (time - simulation.Society.Start) / Engine.SimTime.Day;
        if (day % 10 == 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"day {day} of {options.Days}: {simulation.Events:N0} events"));
        }
    }

    private static double PeakMegabytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1048576.0;
    }

    private static Option<string> EndOption()
    {
        var end = new Option<string>("--end")
        {
            HelpName = ValueName.Time,
            Description = "RFC 3339 time at which the stream ends.",
            DefaultValueFactory = _ => Rfc3339.Text(SimulationOptions.DefaultEnd.ToUnixTimeMilliseconds()),
        };
        end.Validators.Add(result =>
        {
            string found = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (!result.Implicit && !TryParseEnd(found, out _))
            {
                result.AddError($"--end: expected an RFC 3339 time such as 2026-11-01T00:00:00Z, of the years 2000 to 2199, found '{found}'.");
            }
        });
        return end;
    }

    private static bool TryParseEnd(string? text, out long time) =>
        WireTime.TryParse(Encoding.UTF8.GetBytes(text ?? ""), out time)
        && time >= SimulationOptions.EarliestStart.ToUnixTimeMilliseconds() && time <= SimulationOptions.LatestEnd.ToUnixTimeMilliseconds();

    private static void RequireTimes(SimulationOptions options)
    {
        if (options.End.AddDays(-options.Days) < SimulationOptions.EarliestStart)
        {
            throw new CommandFailure(
                $"--end: expected a stream that begins in {SimulationOptions.EarliestStart.Year} or later, because accounts are years older than their events "
                + $"and no event may be before 1970; found {options.Days} days that end {options.End:yyyy-MM-dd}.",
                ExitStatus.WrongUsage);
        }
    }
}
