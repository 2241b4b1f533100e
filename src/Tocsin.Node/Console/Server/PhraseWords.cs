using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using Entry = Tocsin.Warn.Threads.ThreadEntry;

namespace Tocsin.Node.Ui;

/// <summary>What rules say, in the reader's language: put together from a phrase by the texts under <c>phrase.</c>, or as the record says it in English.</summary>
/// <remarks>A phrase is foreign input where a partner wrote it, or another version. So it speaks only if what it says in English is to the letter what
/// the record says: nobody is told in one language what nobody was told in the other.</remarks>
static class PhraseWords
{
    const string Prefix = "phrase.";

    /// <summary>The words for the reader.</summary>
    /// <param name="phrase">What they are made of; nothing where the record does not say.</param>
    /// <param name="text">The words in the record.</param>
    public static string Of(Phrase? phrase, string text)
    {
        var language = Languages.Current;
        return language == Languages.English || phrase is null || Say(phrase, Languages.English) != text ? text : Say(phrase, language) ?? text;
    }

    /// <summary>A thread's headline.</summary>
    public static string Headline(WarningThread thread) =>
        Of(Last(thread, entry => entry.Message!.Message != MessageType.Cancel)?.Message!.Phrases?.Headline, thread.Headline);

    /// <summary>Why a thread rang last, or ended.</summary>
    public static string Why(WarningThread thread) => Of(Last(thread, _ => true)?.Message!.Phrases?.Why, thread.Why);

    /// <summary>Where a thread's event is; nothing where it is not said.</summary>
    public static string? Place(WarningThread thread) =>
        thread.Place is { } place ? Of(Last(thread, entry => entry.Place is not null)?.Message!.Phrases?.Place, place) : null;

    /// <summary>A message's headline.</summary>
    public static string Headline(Entry entry) => Of(entry.Message!.Phrases?.Headline, entry.Text ?? entry.Message.Event);

    /// <summary>Why a message was said.</summary>
    public static string Why(WarningFacts facts) => Of(facts.Phrases?.Why, facts.Why);

    /// <summary>Why something was done; nothing where nobody says.</summary>
    public static string? Why(DispositionFacts facts) => facts.Why is { } why ? Of(facts.Phrase, why) : null;

    /// <summary>A phrase in a language; nothing where this version has no such phrase, or its places are others.</summary>
    public static string? Say(Phrase phrase, Language language)
    {
        if (Texts.Find(Prefix + phrase.Key, language) is not { } text) return null;
        var values = new object[phrase.Parts.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var part = phrase.Parts[i];
            if (part.Phrase is null) values[i] = part.Number is { } number ? number : part.Text;
            else if (Say(part.Phrase, language) is { } words) values[i] = words;
            else return null;
        }
        var forms = text.Split('|');
        var form = forms.Length == 1 ? 0 : phrase.Parts is [{ Number: { } counted }, ..] ? language.FormOf(counted) : forms.Length - 1;
        try { return string.Format(language.Culture, forms[form], values); }
        catch (FormatException) { return null; }
    }

    static Entry? Last(WarningThread thread, Func<Entry, bool> which) => thread.Entries.LastOrDefault(entry => entry.Message is not null && which(entry));
}
