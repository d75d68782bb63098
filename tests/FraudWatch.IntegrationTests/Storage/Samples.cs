using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>Flags, holds and batches to write. Ids follow from the number given.</summary>
internal static class Samples
{
    public const string Cell = "all";

    /// <summary>2026-11-22T10:00:00.123Z.</summary>
    public const long Noon = 1_795_341_600_123;

    public static Guid FlagId(int number) => new($"f1a60000-0000-0000-0000-{number:000000000000}");

    public static Guid HoldId(int number) => new($"401d0000-0000-0000-0000-{number:000000000000}");

    public static Flag Flag(int number, int version = 1, int members = 2) => new()
    {
        FlagId = FlagId(number),
        CaseId = new Guid($"ca5e0000-0000-0000-0000-{number:000000000000}"),
        Detector = Detector.Ring,
        Typology = Typology.CircularGifting,
        Status = FlagStatus.Open,
        Version = version,
        Episode = 1,
        AnchorAccountId = $"u{number}",
        Score = 0.97m,
        Accounts = [.. Enumerable.Range(0, members).Select(i => new FlagAccount(i == 0 ? $"u{number}" : $"u{number}-{i}", i == 0 ? AccountRole.Collector : AccountRole.Member, 0.9m))],
        Reasons =
        [
            new("CYCLE_CLOSED", "4 gifts return 31% of the first gift's coins within 9 h", 4m, 0m, EvidenceFamily.Graph),
            new("SHARED_DEVICE", "\"3\" accounts on one device – žluť", 3m, 1.25m, EvidenceFamily.Device),
        ],
        CoinsAtRisk = 51_234,
        FirstEventAt = Noon - 3_600_000,
        RaisedAt = Noon,
        UpdatedAt = Noon + version,
        EvidenceEventIds = [.. Enumerable.Range(0, version).Select(i => $"e{number}-{i}")],
        ModelVersion = "ring-2026.11.22-1",
        Truncated = false,
    };

    public static Hold Hold(int number, int flag, int version = 1, HoldStatus status = HoldStatus.Active) => new()
    {
        HoldId = HoldId(number),
        Version = version,
        AccountId = $"u{flag}",
        Scope = HoldScope.Withdrawal,
        Status = status,
        FlagId = FlagId(flag),
        PlacedAt = Noon,
        ExpiresAt = Noon + 86_400_000,
        EndedAt = status == HoldStatus.Active ? null : Noon + 86_400_000,
        ReasonCodes = ["PAYOUT_REVIEW", "SECOND"],
        PlacedBy = "policy:v1",
    };

    public static DecisionBatch Batch(long epoch, long nextOffset, params Decision[] decisions) => new()
    {
        Cell = Cell,
        Epoch = epoch,

        // Not compared: most tests care for what a batch holds, not for where it begins.
        Begins = [],
        Decisions = decisions,
        Offsets = [new PartitionOffset(Topic.GiftEvents, 0, nextOffset)],
        DetectorClock = Noon + nextOffset,
        Counters = new Dictionary<string, long> { ["events"] = nextOffset },
    };
}
