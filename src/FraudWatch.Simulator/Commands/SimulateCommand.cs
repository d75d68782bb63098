using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for the files; made if absent.", Required = true };
        var payers = Number("--payers", SimulationOptions.DefaultPayers, "Honest payers; creators and fraud groups come on top.");
        var days = Number("--days", SimulationOptions.DefaultDays, "Length of the stream.");
        var seed = new Option<long>("--seed") { Description = "Same seed, same bytes.", DefaultValueFactory = _ => 1 };
        var camouflage = new Option<double>("--camouflage")
        {
            Description = "How well fraud hides, 0 to 0.9.",
            DefaultValueFactory = _ => SimulationOptions.DefaultCamouflage,
        };
        var rate = new Option<double>("--fraud-rate")
        {
            Description = "Multiplies the number of fraud groups; 1 is ten times the natural prevalence, 0.1 the natural one, 0 none.",
            DefaultValueFactory = _ => 1,
        };
        var end = new Option<string>("--end")
        {
            Description = "RFC 3339 time at which the stream ends.",
            DefaultValueFactory = _ => Rfc3339.Text(SimulationOptions.DefaultEnd.ToUnixTimeMilliseconds()),
        };
        var command = new Command("simulate", "Writes a labelled economy: coin-events, gift-events, labels, and for evaluation alone truth and look-alikes.")
        {
            folder, payers, days, seed, camouflage, rate, end,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new SimulationOptions
            {
                Payers = Within(parsed.GetValue(payers), 1, 20_000_000, "--payers"),
                Days = Within(parsed.GetValue(days), 1, 3_650, "--days"),
                Seed = parsed.GetValue(seed),
                Camouflage = Within(parsed.GetValue(camouflage), 0, 0.9, "--camouflage"),
                FraudRate = Within(parsed.GetValue(rate), 0, 1_000, "--fraud-rate"),
                End = EndTime(parsed.GetValue(end)!),
            };
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

    private static Option<int> Number(string name, int byDefault, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => byDefault };

    private static T Within<T>(T value, T low, T high, string option)
        where T : IComparable<T> =>
        value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0
            ? value
            : throw new CommandFailure($"{option}: expected {low} to {high}, found {value}.", ExitStatus.WrongUsage);

    private static DateTimeOffset EndTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset end)
        && text.Contains('T', StringComparison.Ordinal)
            ? end
            : throw new CommandFailure($"--end: expected an RFC 3339 time such as 2026-11-01T00:00:00Z, found '{text}'.", ExitStatus.WrongUsage);
}
