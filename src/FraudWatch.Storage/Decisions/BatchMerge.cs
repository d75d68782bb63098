using System.Buffers;
using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>
/// A batch's decisions laid over what the record holds: the last version of each flag and hold for the tables,
/// every new version for the outbox, in the order decided.
/// </summary>
internal sealed class BatchMerge
{
    private readonly Dictionary<Guid, StoredFlag> _storedFlags;
    private readonly Dictionary<Guid, StoredHold> _storedHolds;
    private readonly Dictionary<Guid, int> _flagRows = [];
    private readonly Dictionary<Guid, int> _holdRows = [];
    private readonly HashSet<(Guid Flag, string Account)> _accused = [];

    public BatchMerge(IReadOnlyList<Decision> decisions, Dictionary<Guid, StoredFlag> storedFlags, Dictionary<Guid, StoredHold> storedHolds)
    {
        _storedFlags = storedFlags;
        _storedHolds = storedHolds;
        foreach (Decision decision in decisions)
        {
            if (decision.Flag is Flag flag)
            {
                Add(flag, decision.AnswersAction);
            }
            else if (decision.Hold is { IsByPolicy: true } hold)
            {
                Add(hold, decision.AnswersAction);
            }
            else if (decision.Hold is Hold persons)
            {
                AddPersons(persons);
            }
            else if (decision.Growth is FlagGrowth growth)
            {
                Add(growth);
            }
        }
    }

    /// <summary>As published, with the detector's own version and the desk's beside it.</summary>
    public List<(Flag Flag, int DetectorVersion, int DeskVersion)> Flags { get; } = [];

    /// <summary>Members that no version of this batch has, by flag and place.</summary>
    public Dictionary<(Guid FlagId, int Place), (long RaisedAt, FlagAccount Account)> Members { get; } = [];

    /// <summary>Whom the batch's versions of a flag accuse: from the first of them, by account in the order met.</summary>
    public List<Accused> Accusations { get; } = [];

    public List<(Hold Hold, int DetectorVersion, int DeskVersion)> Holds { get; } = [];

    public List<OutboxRow> Outbox { get; } = [];

    public WriteOutcome Outcome { get; private set; }

    private void Add(Flag decided, bool answersAction)
    {
        StoredFlag stored = _storedFlags.GetValueOrDefault(decided.FlagId);
        int desk = stored.DeskAfter(answersAction);
        if (stored.Next(decided, answersAction) is not Flag next)
        {
            Outcome = Outcome with { Repeats = Outcome.Repeats + 1 };
            return;
        }

        _storedFlags[decided.FlagId] = new StoredFlag(decided.Version, desk, next.Status, next.RaisedAt, stored.Skipped);
        Put(Flags, _flagRows, decided.FlagId, (next, decided.Version, desk));
        ForgetMembers(decided.FlagId);
        NoteAccused(next, decided.Version);
        if (next.Version == stored.Version)
        {
            // The desk published this version when the person acted; only whose count it is in changes.
            return;
        }

        Outbox.Add(new OutboxRow("flag", next.FlagId, next.Version, next.AnchorAccountId, Payload(new Decision(next))));
        Outcome = Outcome with { FlagVersions = Outcome.FlagVersions + 1 };
    }

    /// <summary>A flag that is no longer on record takes no members, and a later version has them already.</summary>
    private void Add(FlagGrowth growth)
    {
        if (!_storedFlags.TryGetValue(growth.FlagId, out StoredFlag stored) || growth.Version < stored.DetectorVersion)
        {
            return;
        }

        foreach ((int place, FlagAccount account) in growth.Accounts)
        {
            Members[(growth.FlagId, place)] = (stored.RaisedAt, account);
        }
    }

    private void ForgetMembers(Guid flagId)
    {
        foreach ((Guid FlagId, int Place) key in Members.Keys.Where(k => k.FlagId == flagId).ToArray())
        {
            Members.Remove(key);
        }
    }

    private void Add(Hold decided, bool answersAction)
    {
        StoredHold stored = _storedHolds.GetValueOrDefault(decided.HoldId);
        int desk = stored.DeskAfter(answersAction);
        if (stored.Next(decided, answersAction) is not Hold next)
        {
            Outcome = Outcome with { Repeats = Outcome.Repeats + 1 };
            return;
        }

        _storedHolds[decided.HoldId] = new StoredHold(decided.Version, desk, next.Status, next.EndedAt, next.ExpiresAt, next.PlacedAt, stored.Skipped);
        Put(Holds, _holdRows, decided.HoldId, (next, decided.Version, desk));
        if (next.Version != stored.Version)
        {
            Publish(next);
        }
    }

    /// <summary>The desk's own row, which is there before the log tells of it; but not in a record that was built anew, or went back.</summary>
    private void AddPersons(Hold told)
    {
        StoredHold stored = _storedHolds.GetValueOrDefault(told.HoldId);
        if (stored.Recovered(told) is Hold next)
        {
            _storedHolds[told.HoldId] = new StoredHold(0, told.Version, next.Status, next.EndedAt, next.ExpiresAt, next.PlacedAt, stored.Skipped);
            Put(Holds, _holdRows, told.HoldId, (next, 0, told.Version));
            Publish(next);
        }
    }

    private void Publish(Hold hold)
    {
        Outbox.Add(new OutboxRow("hold", hold.HoldId, hold.Version, hold.AccountId, Payload(new Decision(hold))));
        Outcome = Outcome with { HoldVersions = Outcome.HoldVersions + 1 };
    }

    private void NoteAccused(Flag next, int detectorVersion)
    {
        foreach (FlagAccount account in next.Accounts)
        {
            if (account.Role.IsAccused() && _accused.Add((next.FlagId, account.AccountId)))
            {
                Accusations.Add(new Accused(next.FlagId, next.RaisedAt, account.AccountId, next.Version, detectorVersion));
            }
        }
    }

    private static void Put<T>(List<T> rows, Dictionary<Guid, int> places, Guid id, T row)
    {
        if (places.TryGetValue(id, out int place))
        {
            rows[place] = row;
        }
        else
        {
            places.Add(id, rows.Count);
            rows.Add(row);
        }
    }

    private static string Payload(Decision decision)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            DecisionJson.WriteMessage(json, decision);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal readonly record struct Accused(Guid FlagId, long RaisedAt, string AccountId, int Since, int SinceDetector);

    internal readonly record struct OutboxRow(string Kind, Guid ObjectId, int Version, string Key, string Payload);
}
