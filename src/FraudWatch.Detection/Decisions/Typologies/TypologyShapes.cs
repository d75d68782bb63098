using FraudWatch.Detection.Shapes;

namespace FraudWatch.Detection.Decisions.Typologies;

/// <summary>Which shapes of gifts speak for a ring typology, the telling one first.</summary>
internal static class TypologyShapes
{
    public static ReadOnlySpan<Shape> Of(Typology typology) => typology switch
    {
        Typology.CircularGifting => [Shape.Cycle],
        Typology.MuleFanIn => [Shape.MuleFanIn],
        Typology.ScatterGather => [Shape.ScatterGather, Shape.GatherScatter, Shape.Chain, Shape.FanOut],
        Typology.CollusiveGroup => [Shape.SharedMatch, Shape.SenderPool],
        Typology.SharedPayout => [Shape.SharedPayout],
        Typology.SelfGifting => [Shape.SelfGifting],
        _ => [],
    };

    /// <summary>The account's part in the first of the typology's shapes that was found around it.</summary>
    public static bool TryFind(ShapeBook book, int account, Typology typology, long now, out Shape shape, out ShapeNote note)
    {
        foreach (Shape candidate in Of(typology))
        {
            if (book.TryGet(account, candidate, now, out note))
            {
                shape = candidate;
                return true;
            }
        }

        shape = default;
        note = default;
        return false;
    }
}
