using Tocsin.Node.Ui;
using Tocsin.Share.Records;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Warn;

/// <summary>What a rule says is said in every language: in English to the letter what the record says, so that the two cannot drift apart.</summary>
static class SaidInEveryLanguage
{
    public static void Check(Record record)
    {
        if (record.What is not WarningFacts { Judgement: not null } facts) return;
        var phrases = Assert.IsType<WarningPhrases>(facts.Phrases);
        Assert.NotNull(phrases.Why);
        Same(phrases.Event, facts.Event);
        Same(phrases.Why, facts.Why);
        if (record.Texts.Count > 0) Same(phrases.Headline, record.Texts[0].Headline!);
        if (phrases.Place is { } place) Same(place, record.Where!.Name!);
    }

    public static void Same(Phrase? phrase, string text)
    {
        if (phrase is null) return;
        Assert.Equal(text, PhraseWords.Say(phrase, Languages.English));
        Assert.All(Languages.All, language => Assert.False(string.IsNullOrWhiteSpace(PhraseWords.Say(phrase, language)), $"{language.Tag}: {phrase.Key}"));
    }
}
