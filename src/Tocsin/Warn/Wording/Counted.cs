namespace Tocsin.Warn.Wording;

/// <summary>A number with what it counts: of such a phrase each language has a form for each of its plurals.</summary>
static class Counted
{
    /// <summary>After "about".</summary>
    public static Sentence People(long people) => Sentence.Of("count.people", $"{people:N0} people");
}
