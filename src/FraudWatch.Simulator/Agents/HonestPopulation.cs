using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Agents;

/// <summary>Fills an economy with its honest people and lets them live.</summary>
internal static class HonestPopulation
{
    private const double MonthlyCapUsd = 100_000;
    private const double OneOffShare = 0.15;
    private const double SignedByAgency = 0.45;
    private const int CreatorsPerAgency = 150;

    // Activity classes of creators: professional, regular, casual, hit-and-run, lapsed.
    private static readonly double[] ActivityShares = [0.04, 0.16, 0.40, 0.25, 0.15];
    private static readonly double[] ActivityWeights = [6, 2, 0.8, 0.4, 0.15];

    public static List<Creator> MakeCreators(People people, EconomyParameters parameters, SimulationOptions options, long start)
    {
        int count = Math.Max(20, (int)(options.Payers * parameters.CreatorsPerPayer));
        int agencies = Math.Max(1, count / CreatorsPerAgency);
        var creators = new List<Creator>(count);
        for (int i = 0; i < count; i++)
        {
            var random = AgentRandom.For(options.Seed, "creator", i);
            double popularity = random.LogNormal(1, parameters.PopularitySigma) * ActivityWeights[random.Weighted(ActivityShares)];
            long opened = random.Chance(0.1)
                ? start - (long)(random.Unit() * 20 * SimTime.Day)
                : People.OpenedBefore(random, start);
            Creator creator = people.NewCreator(random, opened, popularity);
            creator.Agency = random.Chance(SignedByAgency) ? random.Below(agencies) : -1;
            creators.Add(creator);
        }

        return creators;
    }

    public static void LetCreatorsLive(Society society)
    {
        for (int i = 0; i < society.Directory.All.Count; i++)
        {
            Creator creator = society.Directory.All[i];
            var random = AgentRandom.For(society.Options.Seed, "creator's life", i);
            society.Schedule.Add(new CreatorLife(society, creator, random).Live(), society.Start + SimTime.Days(random.Between(0, 14)));
        }
    }

    public static void LetPayersLive(Society society)
    {
        for (int i = 0; i < society.Options.Payers; i++)
        {
            society.Payers.Add(AddPayer(society, AgentRandom.For(society.Options.Seed, "payer", i)));
        }
    }

    /// <summary>Gives an account, new or already in use, an honest life from its opening or the start of the run.</summary>
    public static void Live(Society society, Account account, double monthlyUsd, AgentRandom random)
    {
        PayerHabits habits = Habits(society, account, monthlyUsd, random);
        var payer = new Payer(society, account, habits, random);
        if (account.CreatedAt < society.Start)
        {
            for (int known = random.Whole(1, 4); known > 0; known--)
            {
                payer.Know(society.Directory.ByPopularity(random, account.Home), random.Whole(1, 12));
            }
        }

        society.Schedule.Add(payer.Live(), DailyRhythm.Next(random, account.Home, habits.From, habits.MeanGapDays / 2));
    }

    /// <summary>Spend of an honest payer in a month, US dollars.</summary>
    public static double MonthlySpend(EconomyParameters parameters, AgentRandom random)
    {
        double sigma = parameters.SpendSigma;
        double median = parameters.MeanMonthlySpendUsd * Math.Exp(-sigma * sigma / 2);
        return Math.Min(MonthlyCapUsd, random.LogNormal(median, sigma));
    }

    private static Account AddPayer(Society society, AgentRandom random)
    {
        bool joinsNow = random.Chance(society.Parameters.NewcomerShare);
        long opened = joinsNow
            ? society.Start + (long)(random.Unit() * (society.End - society.Start))
            : People.OpenedBefore(random, society.Start);
        double monthly = MonthlySpend(society.Parameters, random);
        Account account = society.People.NewPayer(random, opened, monthly);
        Live(society, account, monthly, random);
        return account;
    }

    private static PayerHabits Habits(Society society, Account account, double monthlyUsd, AgentRandom random)
    {
        long from = Math.Max(society.Start, account.CreatedAt + SimTime.Minutes(random.LogNormal(150, 2.2)));
        bool oneOff = random.Chance(OneOffShare);
        double days = oneOff ? random.Between(0.5, 3) : random.Chance(0.25) ? random.Between(5, 60) : society.Days;
        if (days < society.Days && account.CreatedAt < society.Start)
        {
            from += (long)(random.Unit() * (society.End - from));
        }

        double budget = Math.Max(90, monthlyUsd * 100 * Math.Min(days, society.Days) / 30);
        double visits = (2 + 3.4 * Math.Pow(budget / 100, 0.36)) * random.LogNormal(1, 0.5);
        double giftsPerVisit = random.LogNormal(3.4, 0.4) + 0.4 * Math.Log10(budget);
        double coins = budget / society.Parameters.Prices.ReferenceCentsPerCoin;
        // The mean of a lognormal with the payer's σ is five times its median; the purse cuts off a part of it.
        double usualGift = Math.Max(1.2, coins / visits / giftsPerVisit / 2.0);
        return new PayerHabits(budget, days / visits, giftsPerVisit, usualGift, from, from + SimTime.Days(days));
    }
}
