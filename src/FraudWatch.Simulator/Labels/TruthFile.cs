using System.Text.Json;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Output;

namespace FraudWatch.Simulator.Labels;

/// <summary>Writes what is true, for evaluation alone: neither a detector nor a trainer reads it.</summary>
internal static class TruthFile
{
    /// <summary>One line for each accused account that was seen in the stream, in the order of account ids.</summary>
    public static void Write(Society society, Stream target)
    {
        foreach (Account account in society.Accused.Where(a => a.Events > 0).OrderBy(a => a.Id))
        {
            Verdict verdict = account.Verdict!;
            var line = new
            {
                account_id = society.Parameters.Ids.Text('u', account.Id),
                label = verdict.Label,
                typology = verdict.Group.Typology,
                group_id = society.Parameters.Ids.Text('x', verdict.Group.Id),
                first_payout_at = verdict.Group.FirstPayoutAt is { } time ? Rfc3339.Text(time) : null,
            };
            target.Write(JsonSerializer.SerializeToUtf8Bytes(line));
            target.Write("\n"u8);
        }
    }
}
