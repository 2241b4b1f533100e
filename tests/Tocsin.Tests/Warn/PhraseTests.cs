using System.Text.Json;
using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Wording;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>The wire form of phrases, at its limits and beyond.</summary>
public sealed class PhraseTests
{
    [Fact]
    public void A_sentence_is_its_english_words_and_what_they_are_made_of()
    {
        var near = Sentence.Of("near", $"{22.4:0} km {Sentence.Of("wind.NNE", "NNE")} of {"Hualien City"}");
        Assert.Equal("22 km NNE of Hualien City", near.Text);
        Assert.Equal("""{"key":"near","with":[22.4,{"key":"wind.NNE"},"Hualien City"]}""", JsonSerializer.Serialize(near.Phrase));
        Assert.Equal(near.Phrase!.Parts, Read("""{"key":"near","with":[22.4,{"key":"wind.NNE"},"Hualien City"],"later":1}""")!.Parts, (one, other) => JsonSerializer.Serialize(one.Phrase) == JsonSerializer.Serialize(other.Phrase) && (one.Number, one.Text) == (other.Number, other.Text));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"key":5}""")]
    [InlineData("""{"key":"x","with":5}""")]
    [InlineData("""{"key":"x","with":[true]}""")]
    [InlineData("""{"key":"x","with":[null]}""")]
    [InlineData("""{"key":"x","with":[1e400]}""")]
    [InlineData("""{"key":"x","with":[{"key":"y","with":[{}]}]}""")]
    public void What_has_another_form_is_no_phrase(string json) => Assert.Null(Read(json));

    [Fact]
    public void At_each_limit_it_reads_and_beyond_it_does_not()
    {
        string Wide(int parts) => $$"""{"key":"x","with":[{{string.Join(',', Enumerable.Repeat("1", parts))}}]}""";
        string Deep(int depth) => depth == 1 ? """{"key":"x"}""" : $$"""{"key":"x","with":[{{Deep(depth - 1)}}]}""";
        string Many(int each) => $$"""{"key":"x","with":[{{string.Join(',', Enumerable.Repeat($$"""{"key":"y","with":[{{string.Join(',', Enumerable.Repeat("""{"key":"z"}""", each))}}]}""", 10))}}]}""";
        foreach (var (reads, beyond) in new[]
        {
            (Wide(Phrase.PartsMax), Wide(Phrase.PartsMax + 1)), (Deep(Phrase.DepthMax), Deep(Phrase.DepthMax + 1)),
            ($$"""{"key":"{{new string('x', Phrase.KeyCharsMax)}}"}""", $$"""{"key":"{{new string('x', Phrase.KeyCharsMax + 1)}}"}"""),
            (Many(8), Many(9)),     // 1 and 10 x (2 + 2 x 8) are 181; with 9, 201.
        })
        {
            Assert.NotNull(Read(reads));
            Assert.Null(Read(beyond));
        }
    }

    [Fact]
    public void A_warning_from_before_there_were_phrases_is_compared_without_them()
    {
        var now = new WarningFacts
        {
            Message = MessageType.Alert, Thread = "t", Category = Category.Geo, Event = "Earthquake", Severity = Severity.Severe, Urgency = Urgency.Immediate, Certainty = Certainty.Observed,
            At = Instant.FromUnixTimeSeconds(0), Until = Instant.FromUnixTimeSeconds(1), Why = "It shook.", Phrases = new(new Phrase("earthquake.event", []), null, null, null),
        };
        Assert.True(WarningMaker.SaysAgain(now with { Phrases = null }, now));
        Assert.True(WarningMaker.SaysAgain(now with { Phrases = new(new Phrase("earthquake.event", []), null, null, null) }, now));
        Assert.False(WarningMaker.SaysAgain(now with { Phrases = new(new Phrase("fire.event", []), null, null, null) }, now));
        Assert.False(WarningMaker.SaysAgain(now with { Phrases = null, Why = "It did not." }, now));
    }

    static Phrase? Read(string json) => JsonSerializer.Deserialize<Phrase>(json);
}
