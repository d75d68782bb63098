using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Shapes;

namespace FraudWatch.Detection.Features;

/// <summary>What the features of an account are read from, at one moment of event time.</summary>
/// <param name="Book">All accounts and links.</param>
/// <param name="Graph">The temporal graph of gifts.</param>
/// <param name="Shapes">What was found in it.</param>
/// <param name="Now">Time of the event being processed, Unix milliseconds.</param>
internal readonly record struct FeatureContext(AccountBook Book, TemporalGraph Graph, ShapeTracker Shapes, long Now);
