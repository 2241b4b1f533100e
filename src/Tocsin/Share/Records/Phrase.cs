using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tocsin.Share.Records;

/// <summary>What a sentence of a rule is made of, so that it can be said in the reader's language: a key of the house, and what fills its
/// places. The sentence itself stands beside it in English, and alone counts where the two differ (docs/spec/warning.md).</summary>
/// <param name="Key">The key, in the house's letters: <c>earthquake.why</c>.</param>
/// <param name="Parts">What fills the places {0}, {1} and so on.</param>
[JsonConverter(typeof(PhraseConverter))]
public sealed record Phrase(string Key, ImmutableArray<PhrasePart> Parts)
{
    /// <summary>Characters of a key at most.</summary>
    public const int KeyCharsMax = 60;
    /// <summary>Parts of one phrase at most.</summary>
    public const int PartsMax = 10;
    /// <summary>How deep phrases stand in phrases at most.</summary>
    public const int DepthMax = 16;
    /// <summary>Phrases and parts together at most.</summary>
    public const int NodesMax = 200;
}

/// <summary>What fills one place of a phrase: a text that no language changes, a number, or a phrase. The default value is an empty text.</summary>
public readonly record struct PhrasePart
{
    readonly string? text;

    PhrasePart(string? text, double? number, Phrase? phrase) => (this.text, Number, Phrase) = (text, number, phrase);

    /// <summary>The text; empty where it is none.</summary>
    public string Text => text ?? "";
    /// <summary>The number, finite; nothing where it is none.</summary>
    public double? Number { get; }
    /// <summary>The phrase; nothing where it is none.</summary>
    public Phrase? Phrase { get; }

    /// <summary>A name, a time, a unit.</summary>
    public static PhrasePart Of(string text) => new(text, null, null);

    /// <summary>A finite number.</summary>
    public static PhrasePart Of(double number) => new(null, number, null);

    /// <summary>A phrase.</summary>
    public static PhrasePart Of(Phrase phrase) => new(null, null, phrase);
}

/// <summary>The phrases of a warning's own words.</summary>
/// <param name="Event">Of its event; nothing where that is said in English alone.</param>
/// <param name="Headline">Of its headline.</param>
/// <param name="Why">Of why it rang.</param>
/// <param name="Place">Of where it is.</param>
public sealed record WarningPhrases(Phrase? Event, Phrase? Headline, Phrase? Why, Phrase? Place);

/// <summary><c>{"key":"near","with":[22,"NNE","Hualien City"]}</c>. What is beyond a limit or of another form is read as nothing: the English words stand beside it.</summary>
sealed class PhraseConverter : JsonConverter<Phrase>
{
    public override bool HandleNull => false;

    public override Phrase? Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options)
    {
        var nodes = 0;
        return Phrase(JsonElement.ParseValue(ref json), depth: 1, ref nodes);
    }

    public override void Write(Utf8JsonWriter json, Phrase phrase, JsonSerializerOptions options)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, phrase.Key);
        if (!phrase.Parts.IsEmpty)
        {
            json.WriteStartArray("with"u8);
            foreach (var part in phrase.Parts)
            {
                if (part.Phrase is { } inner) Write(json, inner, options);
                else if (part.Number is { } number) json.WriteNumberValue(number);
                else json.WriteStringValue(part.Text);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static Phrase? Phrase(JsonElement json, int depth, ref int nodes)
    {
        if (++nodes > Records.Phrase.NodesMax || depth > Records.Phrase.DepthMax || json.ValueKind != JsonValueKind.Object) return null;
        if (!json.TryGetProperty("key"u8, out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: <= Records.Phrase.KeyCharsMax } key) return null;
        if (!json.TryGetProperty("with"u8, out var with)) return new(key, []);
        if (with.ValueKind != JsonValueKind.Array || with.GetArrayLength() > Records.Phrase.PartsMax) return null;
        var parts = ImmutableArray.CreateBuilder<PhrasePart>(with.GetArrayLength());
        foreach (var each in with.EnumerateArray())
        {
            if (Part(each, depth, ref nodes) is not { } part) return null;
            parts.Add(part);
        }
        return new(key, parts.MoveToImmutable());
    }

    static PhrasePart? Part(JsonElement json, int depth, ref int nodes)
    {
        if (++nodes > Records.Phrase.NodesMax) return null;
        return json.ValueKind switch
        {
            JsonValueKind.String => PhrasePart.Of(json.GetString()!),
            JsonValueKind.Number when json.TryGetDouble(out var number) && double.IsFinite(number) => PhrasePart.Of(number),
            JsonValueKind.Object when Phrase(json, depth + 1, ref nodes) is { } phrase => PhrasePart.Of(phrase),
            _ => null,
        };
    }
}
