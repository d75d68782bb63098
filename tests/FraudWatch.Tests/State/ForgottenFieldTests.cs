using System.Reflection;
using FraudWatch.Detection;
using FraudWatch.Detection.Accounts;
using Xunit;

namespace FraudWatch.Tests.State;

/// <summary>Every field of the state is saved: found by looking at the objects, not by a list that somebody must keep.</summary>
public sealed class ForgottenFieldTests
{
    /// <summary>What need not survive, and why.</summary>
    private static readonly string[] NotState =
    [
        // The next event forgets what the last one closed, before it looks.
        "RingTracker._touched", "RingTracker._evidence", "RingTracker.Truncated",

        // Memory that a call uses and the next one overwrites.
        "RingTracker._search", "Judge._figures", "Judge._group", "DraftWriter._reasons", "DraftWriter._evidence", "DraftWriter._reach", "DraftWriter._coinsOf",
        "TaintReader._trace", "TaintReader._orders", "TaintTracker._spread", "TaintTracker._lots",

        // Where the lists lie in their pool; what is in them is compared.
        "CoinLedger.Lists", "Wallet.Lots", "Wallet.Sent", "Income.Received", "Income.CashedOut",

        // Looked up again when a coin is next spent.
        "Wallet.KnownLot",

        "MuleFanIn._counted", "FanOut._counted", "ScatterGatherShape._search", "GatherScatterShape._search", "ChainShape._search", "SenderPool._search",
        "SharedMatch._funders", "SelfGifting._own", "SelfGifting._others", "SharedPayoutShape._members", "ShapeContext._touched", "ShapeTracker.Truncated",

        // A table to find ids by: the order of its places depends on how it grew, what it finds does not.
        "SeenEvents._slots", "SeenEvents._inSlots",

        // What waits in the merge is read again.
        "PartitionMerge._ready", "PartitionMerge._waitedFor", "PartitionMerge.Waiting", "Log.Messages", "Log.Clock", "Log.LeftOut",
        "Log.IsWaitedFor", "Log.IsOffered", "Log.WasAway",

        // Where to go on and what to repeat a start tells the merge; what is noted goes out with the batch.
        "Log.Next", "Log.RepeatUntil", "Log.IsRepeated", "Log.Turns", "Log.Waiting",
        "PartitionMerge._hidden", "PartitionMerge._lateTurns", "PartitionMerge._repeating", "PartitionMerge.TurnsNotKept",
    ];

    /// <summary>Figures that this economy leaves at zero, so that nothing is known about them here; sorted. Whoever adds one says which test looks at it.</summary>
    private static readonly string[] AlwaysZero =
    [
        // Every country here is one: CountryCodesTests restarts with one that is none.
        "AccountBook.UnknownCountries",

        // Nobody renews a hold here: RoleTests.What_policy_held_… restarts with one that was renewed.
        "ActiveHold.IsKept",

        // Twelve days are one period of thirty: PlaceholderTests.Who_carries_…
        "Crowd._before",

        // A field list of both ways, and no cycle search exceeds its budget.
        "DetectorCounters.StaleActions", "DetectorCounters.TruncatedSearches", "DetectorCounters.TruncatedSpreads", "DetectorCounters.UnknownCountries",

        // No device here is everybody's: PlaceholderTests.
        "HabitRecord.IsPlaceholder",

        // Nobody here spends what was never seen: CoinLedgerTwinTests restarts ledgers in which everybody does.
        "IncomeProvenance.UnknownIn", "IncomeProvenance.UnknownOut",

        // No lists and no matches in this economy: ShapeStateTests.Lists_… and Matches_…
        "ListBook._allowed", "ListBook._denied", "MatchLedger._isFull", "MatchLedger._next",

        // No dispute here is won: OrderBookTests.A_win_told_twice_…
        "Order.HasWon",

        // Nobody here has a number above 65,535: GiftTableTests.
        "PackedGift._recipientHigh", "PackedGift._senderHigh",

        // Only a live merge leaves partitions out before their end: SavedStateTests.A_merge_…
        "PartitionMerge.OutOfTurn",

        // Only after 35 days: SavedStateTests.Event_ids_…
        "SeenEvents._indexFirst", "SeenEvents._oldest",

        // As with IncomeProvenance above.
        "Wallet.UnknownCoins",
    ];

    [Fact]
    public void Every_field_is_the_same_after_loading()
    {
        var comparer = new StateComparer(NotState);
        DetectionRun whole = Economies.Undisturbed;
        DetectionRun loaded = whole.Reloaded(whole.Save());

        comparer.Compare(whole.Detector, loaded.Detector, "detector");
        comparer.Compare(whole.Merge, loaded.Merge, "merge");

        Assert.Empty(comparer.Differences);
        Assert.Empty(comparer.Unused);
        string neverSet = string.Join(", ", comparer.NeverSet);
        Assert.True(neverSet == string.Join(", ", AlwaysZero), $"these are zero everywhere, so nothing is known about them: {neverSet}");
    }

    [Theory]
    [InlineData(typeof(AccountState), nameof(AccountState.PaidByOthersCoins))]
    [InlineData(typeof(AccountState), nameof(AccountState.Income))]
    [InlineData(typeof(PurchaseRecord), nameof(PurchaseRecord.PriceMicros))]
    [InlineData(typeof(RunningMedian), nameof(RunningMedian.Seen))]
    public void A_field_that_is_not_loaded_is_noticed(Type type, string property)
    {
        DetectionRun whole = Economies.Undisturbed;
        FraudDetector loaded = whole.Reloaded(whole.Save()).Detector;
        Assert.True(Clear(loaded, type, property, []), $"expected to find a {type.Name} with {property}");

        var comparer = new StateComparer(NotState);
        comparer.Compare(whole.Detector, loaded, "detector");
        Assert.NotEmpty(comparer.Differences);
        Assert.All(comparer.Differences, difference => Assert.Contains($".{property}", difference, StringComparison.Ordinal));
    }

    /// <summary>Sets one property of one object of a type to nothing, as if loading had left it out.</summary>
    private static bool Clear(object owner, Type type, string property, HashSet<object> visited)
    {
        foreach (FieldInfo field in owner.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field.FieldType.IsPrimitive || field.GetValue(owner) is not { } value || (!value.GetType().IsValueType && !visited.Add(value)))
            {
                continue;
            }

            if (value is System.Collections.IList list && !value.GetType().Name.StartsWith("Byte", StringComparison.Ordinal))
            {
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } item && (ClearOne(item, type, property) || (item is not ValueType && Clear(item, type, property, visited))))
                    {
                        list[i] = item;
                        return true;
                    }
                }
            }
            else if (value.GetType().Namespace?.StartsWith("FraudWatch.Detection", StringComparison.Ordinal) == true && Clear(value, type, property, visited))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ClearOne(object item, Type type, string property)
    {
        FieldInfo? field = item.GetType() == type ? type.GetField($"<{property}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) : null;
        object? nothing = field is null ? null : Activator.CreateInstance(field.FieldType);
        if (field is null || Equals(field.GetValue(item), nothing))
        {
            return false;
        }

        field.SetValue(item, nothing);
        return true;
    }
}
