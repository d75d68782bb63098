using System.Text.Json;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Output;

namespace FraudWatch.Simulator.Labels;

/// <summary>Writes what a platform would know by the end of the stream, in the order in which it became known.</summary>
internal static class LabelFile
{
    public static void Write(Society society, Stream target)
    {
        foreach (Label label in new LabelOffice(society).Collect())
        {
            var line = new
            {
                subject = society.Parameters.Ids.Text('u', label.Subject),
                label = label.Fraud ? "fraud" : "legitimate",
                effective_at = Rfc3339.Text(label.EffectiveAt),
                known_at = Rfc3339.Text(label.KnownAt),
                source = label.Source,
                confidence = Math.Round(label.Confidence, 2),
            };
            target.Write(JsonSerializer.SerializeToUtf8Bytes(line));
            target.Write("\n"u8);
        }
    }
}
