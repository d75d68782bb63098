using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Labels;

/// <summary>
/// How a platform comes to know things: late, in part, sometimes wrongly, and far more often about fraud than about honesty.
/// Drawn from the truth after the run; nothing here changes an event.
/// </summary>
internal sealed class LabelOffice(Society society)
{
    private const double AnalystMisses = 0.05;
    private const double AnalystAccusesHonest = 0.03;
    private const double AuditedPerPayerDay = 0.001;
    private const double FalseReportsPerPayerMonth = 0.0002;
    private const double AppealShare = 0.3;

    // Typologies that sell to strangers can be bought from by an investigator.
    private static readonly HashSet<string> Shops = new(StringComparer.Ordinal)
    {
        "topup_agent", "gift_delivery", "account_stock", "merchant_network", "payer_hub", "carded_stock",
    };

    private readonly List<Label> _labels = [];

    /// <summary>All labels known before the end of the stream, in the order of becoming known.</summary>
    public IReadOnlyList<Label> Collect()
    {
        foreach (IGrouping<FraudGroup, Account> group in society.Accused.GroupBy(a => a.Verdict!.Group))
        {
            InvestigateGroup(group.Key, [.. group]);
        }

        Account[] honest = [.. society.Payers.Concat(society.Directory.All).Where(a => a.Verdict is null && a.Events > 0)];
        foreach (Account account in honest)
        {
            ConsiderHonest(account);
        }

        foreach (Account account in society.Accused.Concat(honest).Where(a => a.FirstChargebackAt > 0))
        {
            AddChargeback(account);
        }

        Audit([.. society.Accused.Where(a => a.Events > 0), .. honest]);
        return [.. _labels.Where(l => l.KnownAt < society.End).OrderBy(l => l.KnownAt).ThenBy(l => l.Subject)];
    }

    private void InvestigateGroup(FraudGroup group, Account[] members)
    {
        var random = AgentRandom.For(society.Options.Seed, "investigation", (long)group.Id);
        bool analysts = random.Chance(0.65);
        long opened = group.StartsAt + SimTime.Days(random.LogNormal(11, 0.7));
        bool partner = group.FirstPayoutAt is not null && random.Chance(0.25);
        long told = group.StartsAt + SimTime.Days(random.Between(14, 60));
        int bought = Shops.Contains(group.Typology) && random.Chance(0.3) ? random.Whole(1, 3) : 0;
        foreach (Account member in members.Where(m => m.Events > 0))
        {
            bool guilty = member.Verdict!.Label == Verdict.Fraud;
            if (analysts && random.Chance(guilty ? 0.8 : 0.3))
            {
                AddDecision(member, opened + SimTime.Days(random.Between(0, 3)), random);
            }

            if (partner && guilty && random.Chance(0.6))
            {
                Add(member, true, told, "partner", random.Between(0.8, 0.95));
            }

            if (bought > 0 && guilty)
            {
                bought--;
                Add(member, true, member.Verdict.Since + SimTime.Days(random.Between(0.2, 12)), "test_purchase", 0.99);
            }

            if (member.Verdict.Label == Verdict.Victim && random.Chance(0.06))
            {
                Add(member, false, member.Verdict.Since + SimTime.Days(random.Between(0, 3)), "user_report", 0.7);
            }
        }
    }

    private void AddDecision(Account member, long at, AgentRandom random)
    {
        bool accused = member.Verdict!.Label switch
        {
            Verdict.Fraud => !random.Chance(AnalystMisses),
            Verdict.Policy => random.Chance(0.25),
            _ => random.Chance(0.08),
        };
        Add(member, accused, at, "analyst", random.Between(0.75, 0.95));
    }

    // Analysts look at what stands out, so those who resemble fraud are cleared more often than the plain.
    private void ConsiderHonest(Account account)
    {
        var random = AgentRandom.For(society.Options.Seed, "honest", (long)account.Id);
        long at = society.Start + (long)(random.Unit() * (society.End - society.Start));
        if (random.Chance(account.Archetype is null ? 0.012 : 0.25) && at > account.CreatedAt)
        {
            bool accused = random.Chance(AnalystAccusesHonest);
            Add(account, accused, at, "analyst", random.Between(0.75, 0.95));
            if (accused)
            {
                MaybeAppeal(account, at, random);
            }
        }

        if (random.Chance(FalseReportsPerPayerMonth * society.Days / 30) && at > account.CreatedAt)
        {
            Add(account, true, at, "user_report", random.Between(0.2, 0.4));
        }
    }

    private void AddChargeback(Account account)
    {
        var random = AgentRandom.For(society.Options.Seed, "chargeback", (long)account.Id);
        Add(account, true, account.FirstChargebackAt, "chargeback", random.Between(0.6, 0.85));
        if (account.Verdict is null)
        {
            MaybeAppeal(account, account.FirstChargebackAt, random);
        }
    }

    private void MaybeAppeal(Account account, long accusedAt, AgentRandom random)
    {
        if (random.Chance(AppealShare))
        {
            Add(account, false, accusedAt + SimTime.Days(random.Between(2, 30)), "appeal", random.Between(0.85, 0.95));
        }
    }

    private void Audit(Account[] everyone)
    {
        var random = AgentRandom.For(society.Options.Seed, "audit", 0);
        int audits = (int)Math.Ceiling(society.Payers.Count * AuditedPerPayerDay * society.Days);
        for (int i = 0; i < audits; i++)
        {
            Account account = random.Pick(everyone);
            long at = society.Start + (long)(random.Unit() * (society.End - society.Start));
            bool guilty = account.Verdict is { Label: Verdict.Fraud } verdict && verdict.Since < at;
            bool accused = guilty ? !random.Chance(AnalystMisses) : random.Chance(AnalystAccusesHonest / 3);
            if (at > account.CreatedAt)
            {
                Add(account, accused, at + SimTime.Days(random.Between(1, 7)), "random_audit", random.Between(0.9, 0.97));
            }
        }
    }

    private void Add(Account account, bool fraud, long knownAt, string source, double confidence)
    {
        long since = fraud && account.Verdict is { } verdict ? verdict.Since : Math.Max(society.Start, account.CreatedAt);
        _labels.Add(new Label(account.Id, fraud, Math.Min(since, knownAt), knownAt, source, confidence));
    }
}
