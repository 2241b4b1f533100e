using Tocsin.Share.Records;

namespace Tocsin.Warn.Wording;

/// <summary>CAP's words in the middle of a sentence.</summary>
static class CapWord
{
    public static Sentence Of(Severity severity) => Sentence.Of($"severity.{severity}", Word(severity));

    public static Sentence Of(Urgency urgency) => Sentence.Of($"urgency.{urgency}", Word(urgency));

    public static Sentence Of(Certainty certainty) => Sentence.Of($"certainty.{certainty}", Word(certainty));

    public static Sentence Of(Category category) => Sentence.Of($"category.{category}", category.ToString());

    static string Word<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();
}
