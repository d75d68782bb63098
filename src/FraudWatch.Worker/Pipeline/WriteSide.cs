using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Where a batch goes.</summary>
/// <param name="Decisions">Flags, holds, offsets: one transaction.</param>
/// <param name="Told">What was told before the record went back.</param>
/// <param name="DeadLetters">Rejected messages: acknowledged before that.</param>
internal sealed record WriteSide(DecisionStore Decisions, ToldStore Told, DeadLetterSender DeadLetters);
