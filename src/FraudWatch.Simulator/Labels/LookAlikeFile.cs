using System.Text.Json;
using FraudWatch.Simulator.Economy;

namespace FraudWatch.Simulator.Labels;

/// <summary>Writes who resembles fraud and is not, for evaluation alone, in the order of account ids.</summary>
internal static class LookAlikeFile
{
    public static void Write(Society society, Stream target)
    {
        var players = society.Payers.Concat(society.Directory.All)
            .Where(a => a is { Archetype: not null, Verdict: null, Events: > 0 })
            .OrderBy(a => a.Id);
        foreach (Account account in players)
        {
            var line = new { account_id = society.Parameters.Ids.Text('u', account.Id), archetype = account.Archetype };
            target.Write(JsonSerializer.SerializeToUtf8Bytes(line));
            target.Write("\n"u8);
        }
    }
}
