using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Tests.State;

/// <summary>
/// Walks through two objects field by field, private ones included, and tells where they differ: a field that somebody
/// added and forgot to save is found without anybody remembering this test. Spare room of arrays and lists is passed over;
/// dictionaries, queues, rings, the temporal graph and the ledger's lists are compared by what they hold.
/// </summary>
/// <param name="passedOver">Fields that need not survive, as <c>Type.field</c>.</param>
internal sealed class StateComparer(IReadOnlyCollection<string> passedOver)
{
    private const int MostDifferences = 20;

    private readonly HashSet<object> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _passed = [];
    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _set = [];

    public List<string> Differences { get; } = [];

    /// <summary>Names in <c>passedOver</c> that no field has: they are of yesterday.</summary>
    public IEnumerable<string> Unused => passedOver.Except(_passed);

    /// <summary>Fields of figures that held nothing but zero everywhere: about them the comparison says nothing.</summary>
    public IEnumerable<string> NeverSet => _seen.Except(_set).Order(StringComparer.Ordinal);

    public void Compare(object? first, object? second, string path)
    {
        if (Differences.Count >= MostDifferences || ReferenceEquals(first, second))
        {
            return;
        }

        if (first is null || second is null || (first.GetType() != second.GetType() && !(first is ICollection && second is ICollection)))
        {
            Differences.Add($"{path}: {first ?? "nothing"} became {second ?? "nothing"}");
        }
        else if (IsPlain(first.GetType()))
        {
            Note(first.Equals(second), path, first, second);
        }
        else if (first is ValueType || _visited.Add(first))
        {
            CompareInside(first, second, path);
        }
    }

    private void CompareInside(object first, object second, string path)
    {
        switch (first)
        {
            case TemporalGraph graph:
                CompareItems(EdgesOf(graph), EdgesOf((TemporalGraph)second), path);
                break;
            case CoinLedger ledger:
                CompareFields(typeof(CoinLedger), first, second, path);
                CompareItems(ListsOf(ledger), ListsOf((CoinLedger)second), path + ".Lists");
                break;
            case IDictionary dictionary:
                CompareEntries(dictionary, (IDictionary)second, path);
                break;
            case Array array when second is Array:
                CompareArrays(array, (Array)second, path);
                break;
            case ICollection or IEnumerable:
                CompareItems(((IEnumerable)first).Cast<object?>(), ((IEnumerable)second).Cast<object?>(), path);
                break;
            default:
                CompareOthers(first, second, path);
                break;
        }
    }

    private void CompareOthers(object first, object second, string path)
    {
        Type type = first.GetType();
        Type? kind = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (kind == typeof(RecentRing<>))
        {
            CompareItems(RingItems(first), RingItems(second), path);
        }
        else if (kind == typeof(PriorityQueue<,>))
        {
            CompareItems(QueueItems(first), QueueItems(second), path);
        }
        else
        {
            CompareFields(type, first, second, path);
        }
    }

    private void CompareFields(Type type, object first, object second, string path)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            string name = $"{type.Name}.{NameOf(field)}";
            if (passedOver.Contains(name))
            {
                _passed.Add(name);
                continue;
            }

            object? value = field.GetValue(first);
            if (IsPlain(field.FieldType))
            {
                _seen.Add(name);
                if (!Equals(value, field.FieldType.IsValueType ? RuntimeHelpers.GetUninitializedObject(field.FieldType) : null))
                {
                    _set.Add(name);
                }
            }

            Compare(value, field.GetValue(second), $"{path}.{NameOf(field)}");
        }
    }

    private void CompareEntries(IDictionary first, IDictionary second, string path)
    {
        Note(first.Count == second.Count, path, $"{first.Count} entries", $"{second.Count} entries");
        foreach (object key in first.Keys)
        {
            Compare(first[key], second.Contains(key) ? second[key] : null, $"{path}[{key}]");
        }
    }

    /// <summary>What is beyond the shorter one's length must be empty: the room that a list has ahead is not state.</summary>
    private void CompareArrays(Array first, Array second, string path)
    {
        int common = Math.Min(first.Length, second.Length);
        Type item = first.GetType().GetElementType()!;
        object? empty = item.IsValueType ? RuntimeHelpers.GetUninitializedObject(item) : null;
        for (int i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            object? left = i < first.Length ? first.GetValue(i) : empty;
            object? right = i < second.Length ? second.GetValue(i) : empty;
            if (i < common || !Equals(left, right))
            {
                Compare(left, right, $"{path}[{i}]");
            }
        }
    }

    private void CompareItems(IEnumerable<object?> first, IEnumerable<object?> second, string path)
    {
        object?[] left = [.. first];
        object?[] right = [.. second];
        Note(left.Length == right.Length, path, $"{left.Length} items", $"{right.Length} items");
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            Compare(left[i], right[i], $"{path}[{i}]");
        }
    }

    private void Note(bool same, string path, object first, object second)
    {
        if (!same && Differences.Count < MostDifferences)
        {
            Differences.Add($"{path}: {first} became {second}");
        }
    }

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Guid) || type == typeof(decimal);

    /// <summary>The property's name behind a field that the compiler made; else the field's own.</summary>
    private static string NameOf(FieldInfo field) => field.Name[0] == '<' ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static IEnumerable<object?> RingItems(object ring)
    {
        Type type = ring.GetType();
        int count = (int)type.GetProperty("Count")!.GetValue(ring)!;
        var items = (Array)type.GetField("_items", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(ring)!;
        int start = (int)type.GetField("_first", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(ring)!;
        return Enumerable.Range(0, count).Select(i => items.GetValue((start + i) % items.Length));
    }

    private static IEnumerable<object?> QueueItems(object queue) =>
        ((IEnumerable)queue.GetType().GetProperty("UnorderedItems")!.GetValue(queue)!).Cast<object>()
            .OrderBy(item => ((ITuple)item)[1], Comparer<object?>.Default);

    private static IEnumerable<object?> ListsOf(CoinLedger ledger)
    {
        for (int account = 0; account < ledger.WalletCount; account++)
        {
            Wallet wallet = ledger.WalletOf(account);
            Income income = ledger.IncomeOf(account);
            foreach (SegmentList list in new[] { wallet.Lots, wallet.Sent, income.Received, income.CashedOut })
            {
                yield return NumbersOf(ledger.Lists.Of(list));
            }
        }
    }

    private static int[] NumbersOf(NumberList list)
    {
        var numbers = new int[list.Length];
        for (int place = 0; place < numbers.Length; place++)
        {
            numbers[place] = list[place];
        }

        return numbers;
    }

    private static IEnumerable<object?> EdgesOf(TemporalGraph graph)
    {
        yield return (graph.Window, graph.Newest, graph.EdgeCount, graph.VertexCount);
        for (int account = 0; account < 1 << 16; account++)
        {
            yield return (graph.FanIn(account), graph.FanOut(account), graph.InDegree(account), graph.OutDegree(account));
            List<object?> edges = [];
            AccountEdges from = graph.EdgesFrom(account);
            for (int i = 0; i < from.Count; i++)
            {
                edges.Add(graph[from.EdgeAt(i)]);
            }

            AccountEdges to = graph.EdgesTo(account);
            for (int i = 0; i < to.Count; i++)
            {
                edges.Add(graph[to.EdgeAt(i)]);
            }

            if (edges.Count > 0)
            {
                yield return edges;
            }
        }
    }
}
