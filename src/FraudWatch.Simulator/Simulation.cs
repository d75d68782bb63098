using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.LookAlikes;
using FraudWatch.Simulator.Output;
using FraudWatch.Simulator.Scenarios;

namespace FraudWatch.Simulator;

/// <summary>One run: an economy drawn from the seed, its honest people, the fraud groups among them and those who only look like fraud.</summary>
internal sealed class Simulation
{
    private readonly Society _society;
    private readonly EventStream _events;

    /// <summary>Sets the stage; events go to the two streams while <see cref="Run"/> runs.</summary>
    public Simulation(SimulationOptions options, Stream coinEvents, Stream giftEvents)
    {
        long end = options.End.ToUnixTimeMilliseconds();
        long start = end - options.Days * SimTime.Day;
        var parameters = EconomyParameters.Draw(options.Seed, options.Days);
        var schedule = new Schedule(end);
        _events = new EventStream(coinEvents, giftEvents, parameters);
        var platform = new Platform(parameters, schedule, _events) { FirstDay = start };
        var networks = new Networks(AgentRandom.For(options.Seed, "networks", 0), options.Payers, parameters.Markets);
        var people = new People(parameters, networks);
        _society = new Society
        {
            Parameters = parameters,
            Schedule = schedule,
            Platform = platform,
            People = people,
            Reversals = new Reversals(parameters, schedule) { Platform = platform },
            Options = options,
            Start = start,
            Directory = new CreatorDirectory(HonestPopulation.MakeCreators(people, parameters, options, start), parameters.Markets.Length),
            Payers = new List<Account>(options.Payers),
        };
    }

    /// <summary>The world; what is true about its people is complete after <see cref="Run"/>.</summary>
    public Society Society => _society;

    /// <summary>Events written, repeats not counted.</summary>
    public long Events => _events.Count;

    /// <summary>Fraud groups by typology, known once the run has begun.</summary>
    public IReadOnlyDictionary<string, int> Groups { get; private set; } = new Dictionary<string, int>();

    /// <summary>Groups of look-alikes by archetype, known once the run has begun.</summary>
    public IReadOnlyDictionary<string, int> LookAlikes { get; private set; } = new Dictionary<string, int>();

    /// <summary>Lets everyone live to the end. <paramref name="eachDay"/> is told the simulated time, once a day.</summary>
    public void Run(Action<long> eachDay, CancellationToken cancellation)
    {
        HonestPopulation.LetPayersLive(_society);
        HonestPopulation.LetCreatorsLive(_society);
        Groups = ScenarioCast.Enlist(_society);
        LookAlikes = LookAlikeCast.Enlist(_society, Groups);
        _society.Schedule.Run(BeginDay, cancellation);
        _events.Close();

        void BeginDay(long time)
        {
            _society.Parameters.Regimes.BeginDay((int)((time - _society.Start) / SimTime.Day));
            eachDay(time);
        }
    }
}
