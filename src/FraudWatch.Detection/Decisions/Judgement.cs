using FraudWatch.Detection.Features;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Detection.Decisions;

/// <summary>The moment in which accounts are judged.</summary>
/// <param name="At">Event time of the event being processed, Unix milliseconds.</param>
/// <param name="Clock">The detector's clock, Unix milliseconds.</param>
/// <param name="MayHold">False while an ordinary refund is processed: it never places a hold.</param>
/// <param name="Truncated">A work budget cut the search that led to these accounts.</param>
/// <param name="TakesGroup">False while many accounts are judged for one event: each is judged alone then.</param>
internal readonly record struct Moment(long At, long Clock, bool MayHold = true, bool Truncated = false, bool TakesGroup = true);

/// <summary>What was found out about one account in one moment.</summary>
/// <param name="Score">Calibrated probability in ten-thousandths.</param>
/// <param name="HoldScore">The same without a single ordinary refund: what a hold may rest on.</param>
/// <param name="Figures">Its features.</param>
/// <param name="Taint">Whether its money goes back to tainted purchases.</param>
/// <param name="At">Event time, Unix milliseconds.</param>
/// <param name="Truncated">A work budget cut the search that led to it.</param>
internal readonly record struct Judgement(int Score, int HoldScore, FeatureVector Figures, TaintFigures Taint, long At, bool Truncated);
