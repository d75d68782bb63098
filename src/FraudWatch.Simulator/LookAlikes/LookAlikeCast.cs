using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>The innocent who resemble each typology: at least three groups for one, and three accounts for one.</summary>
internal sealed class LookAlikeCast
{
    // Some of those cast do nothing before the run ends.
    private const double AccountsForOne = 3.4;

    // Beyond this part of the people, plain viewers would be the exception.
    private const double LargestShare = 0.6;

    private readonly Society _society;
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private int _cast;

    private LookAlikeCast(Society society) => _society = society;

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
        new OfficialReseller(),
        new Kiosk(),
        new TopEarner(),
        new MonthEndPush(),
        new Traveller(),
        new RegretfulBuyer(),
        new LentAccount(),
        new PrizeDesk(),
        new ThinCard(),
    ];

    /// <summary>Casts them for the fraud that was enlisted before.</summary>
    /// <param name="society">Where they live.</param>
    /// <param name="groups">Fraud groups by typology.</param>
    /// <returns>Groups cast, by archetype.</returns>
    public static IReadOnlyDictionary<string, int> Enlist(Society society, IReadOnlyDictionary<string, int> groups)
    {
        var cast = new LookAlikeCast(society);
        foreach (LookAlike lookAlike in All)
        {
            int imitated = lookAlike.Resembles.Max(typology => groups.GetValueOrDefault(typology));
            cast._groups[lookAlike.Archetype] = 0;
            for (int i = 0; i < imitated * lookAlike.PerGroup; i++)
            {
                cast.Enlist(lookAlike);
            }
        }

        cast.TopUp();
        return cast._groups;
    }

    // Round by round one more group of each archetype, until every typology has its three innocents for one account.
    private void TopUp()
    {
        Dictionary<string, int> guilty = _society.Accused.Where(a => a.Verdict!.Label == Verdict.Fraud)
            .CountBy(a => a.Verdict!.Group.Typology).ToDictionary(StringComparer.Ordinal);
        double most = LargestShare * (_society.Payers.Count + _society.Directory.All.Count);
        int before = -1;
        while (_cast < most && _cast > before)
        {
            before = _cast;
            foreach (LookAlike lookAlike in All.Where(l => l.Resembles.Any(IsShort)))
            {
                Enlist(lookAlike);
            }
        }

        bool IsShort(string typology) => _accounts.GetValueOrDefault(typology) < AccountsForOne * guilty.GetValueOrDefault(typology);
    }

    private void Enlist(LookAlike lookAlike)
    {
        var random = AgentRandom.For(_society.Options.Seed, lookAlike.Archetype, _groups[lookAlike.Archetype]++);
        var scene = new Scene(_society, random, lookAlike.Archetype);
        lookAlike.Enlist(scene);
        _cast += scene.Cast;
        foreach (string typology in lookAlike.Resembles)
        {
            _accounts[typology] = _accounts.GetValueOrDefault(typology) + scene.Cast;
        }
    }
}
