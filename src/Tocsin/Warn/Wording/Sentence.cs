using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Wording;

/// <summary>Words of ours in English, with what they are made of: <c>Sentence.Of("near", $"{km:0} km {wind} of {name}")</c>.</summary>
/// <remarks>The console's texts have the same sentence under <c>phrase.</c> and the key, in English and in every other language.</remarks>
public sealed record Sentence
{
    Sentence(string text, Phrase? phrase) => (Text, Phrase) = (text, phrase);

    /// <summary>The words, in English.</summary>
    public string Text { get; }
    /// <summary>What they are made of; nothing where no language changes them.</summary>
    public Phrase? Phrase { get; }

    /// <summary>A sentence with places.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="words">The words: what stands in braces fills the places, in this order.</param>
    public static Sentence Of(string key, SentenceBuilder words) => new(words.Text(), new Phrase(key, words.Parts()));

    /// <summary>A sentence without places.</summary>
    public static Sentence Of(string key, string words) => new(words, new Phrase(key, []));

    /// <summary>A name: what the sources, the rules or the officers call something.</summary>
    public static Sentence Name(string name) => new(name, null);

    /// <summary>A sentence as a record has it.</summary>
    public static Sentence Again(string text, Phrase phrase) => new(text, phrase);

    /// <summary>One after the other, after commas: what a thing is, and where.</summary>
    public static Sentence Commas(Sentence first, params IEnumerable<Sentence?> others) =>
        others.OfType<Sentence>().Aggregate(first, (all, next) => Sentence.Of("commas", $"{all}, {next}"));

    /// <summary>Two sentences, one after the other.</summary>
    public static Sentence Then(Sentence first, Sentence second) => Sentence.Of("then", $"{first} {second}");

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Takes an interpolated string apart: the words as invariant text, and each place's value.</summary>
[InterpolatedStringHandler]
public sealed class SentenceBuilder
{
    readonly StringBuilder text;
    readonly ImmutableArray<PhrasePart>.Builder parts;

    /// <summary>As the compiler calls it.</summary>
    /// <param name="literalLength">How many characters stand between the places.</param>
    /// <param name="formattedCount">How many places there are.</param>
    public SentenceBuilder(int literalLength, int formattedCount) =>
        (text, parts) = (new(literalLength + 16 * formattedCount), ImmutableArray.CreateBuilder<PhrasePart>(formattedCount));

    /// <summary>Words.</summary>
    public void AppendLiteral(string words) => text.Append(words);

    /// <summary>A name, a time, a unit.</summary>
    public void AppendFormatted(string name) => Add(name, PhrasePart.Of(name));

    /// <summary>Words of ours.</summary>
    public void AppendFormatted(Sentence words) => Add(words.Text, words.Phrase is { } phrase ? PhrasePart.Of(phrase) : PhrasePart.Of(words.Text));

    /// <summary>A number; it is finite.</summary>
    public void AppendFormatted(double number, string? format = null) => Add(number.ToString(format, CultureInfo.InvariantCulture), PhrasePart.Of(number));

    internal string Text() => text.ToString();

    internal ImmutableArray<PhrasePart> Parts() => parts.MoveToImmutable();

    void Add(string words, PhrasePart part)
    {
        text.Append(words);
        parts.Add(part);
    }
}
