using FraudWatch.Benchmarks;
using FraudWatch.Benchmarks.Groups;
using FraudWatch.Benchmarks.Patterns;
using FraudWatch.Benchmarks.Pipeline;
using FraudWatch.Benchmarks.Snapshots;
using FraudWatch.Benchmarks.Variants;

return args switch
{
    ["cycles", .. string[] only] => RealGraphs.Run(only),
    ["hubs"] => HubStress.Run(),
    ["scatter-gather"] => ScatterGatherCost.Run(),
    ["dense-groups"] => DenseGroups.Run(),
    ["soak"] => GraphSoak.Run(10_000_000),
    ["soak", string gifts] => GraphSoak.Run(int.Parse(gifts)),
    ["ledger"] => LedgerSoak.Run(10_000_000),
    ["ledger", string movements] => LedgerSoak.Run(int.Parse(movements)),
    ["weight", _, ..] => LedgerWeight.Run(args[1..]),
    ["chargeback"] => ChargebackReach.Run(10),
    ["chargeback", string rounds] => ChargebackReach.Run(int.Parse(rounds)),
    ["snapshot", "save", string gifts, string path] => SnapshotCost.Save(int.Parse(gifts), path),
    ["snapshot", "load", string path] => SnapshotCost.Load(path),
    ["patterns", .. string[] economy] => PatternRecall.Run(economy),
    ["variant", string name, string from, string to] => StreamVariants.Write(name, from, to),
    ["pipeline", _, ..] => await ConsumeRates.Run(Console.Out, args[1..]),
    ["live", _, ..] => await LiveRates.Run(Console.Out, args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tests/FraudWatch.Benchmarks -- COMMAND
          cycles [GRAPH]   cycle search on the real graphs, beside a plain backward search
          hubs             cycle search beside 20,000-degree hubs
          scatter-gather   scatter-gather as gifts come, hubs included, beside a recount of all two-hop paths
          dense-groups     sender pools as gifts come, beside a peel of the whole graph; which planted groups each finds
          soak [GIFTS]     memory per gift and speed as the stream grows, default 10,000,000 gifts
          live FILE…       worker, broker and Postgres, and replay, beside a consumer that only reads every field
          ledger [EVENTS]  cost of the coin ledger as the stream grows, default 10,000,000
          chargeback [ROUNDS]   a chargeback that reaches 10,000 holders, by its parts, default 10 rounds
          weight FILE…     where the ledger's bytes are after an economy's events
          snapshot save GIFTS FILE   a state of so many gifts: size, pause and writing of a snapshot
          snapshot load FILE         loads it in a fresh process
          patterns [SIMULATE OPTIONS]
                           labelled laundering attempts as gifts in honest traffic: recall by type, false findings
          variant NAME FROM TO   the events of a simulated economy as another platform would send them: no-optional,
                           no-birth, coins-x30, placeholder-device, countries
          pipeline FILE…   consume, parse, merge, detect: each stage's rate through an embedded broker
        """);
    return 2;
}
