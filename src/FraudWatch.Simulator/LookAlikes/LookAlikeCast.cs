using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>The innocent who resemble each typology, at least three groups for one.</summary>
internal static class LookAlikeCast
{
    /// <summary>Every archetype this simulator knows, one line each.</summary>
    public static IReadOnlyList<LookAlike> All { get; } =
    [
        new FanArmy(),
        new ViralNewcomer(),
        new CharityMarathon(),
        new ImpulseWhale(),
        new SteadyWhale(),
        new TouristWhale(),
        new FamilyPlan(),
        new FanClubTreasurer(),
        new InternetCafe(),
        new CreatorHouse(),
        new MatchLeague(),
        new AgencyStudio(),
        new ParentRefund(),
        new VoucherRegular(),
        new Expat(),
        new PhoneUpgrade(),
        new RaidTrain(),
    ];

    /// <summary>Casts them in proportion to the most frequent typology that each resembles.</summary>
    /// <param name="society">Where they live.</param>
    /// <param name="groups">Fraud groups by typology.</param>
    /// <returns>Groups cast, by archetype.</returns>
    public static Dictionary<string, int> Enlist(Society society, IReadOnlyDictionary<string, int> groups)
    {
        var cast = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (LookAlike lookAlike in All)
        {
            int imitated = lookAlike.Resembles.Max(typology => groups.GetValueOrDefault(typology));
            for (int i = 0; i < imitated * lookAlike.PerGroup; i++)
            {
                var random = AgentRandom.For(society.Options.Seed, lookAlike.Archetype, i);
                lookAlike.Enlist(new Scene(society, random, lookAlike.Archetype));
            }

            cast[lookAlike.Archetype] = imitated * lookAlike.PerGroup;
        }

        return cast;
    }
}
