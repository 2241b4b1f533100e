using System.Collections.Frozen;
using System.Globalization;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Wording;

/// <summary>The types of events that the doors make; whatever else a record calls itself stays as it is.</summary>
static class TypeWord
{
    static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "earthquake", "tropical-cyclone", "flood", "volcano", "wildfire", "drought", "hotspot", "alert", "feature",
        "ship-attack", "navigational-warning", "water-level", "dose-rate", "feed-silence",
    ]);

    /// <summary>In the middle of a sentence, as the record has it: tropical-cyclone.</summary>
    public static Sentence Of(string type) => Known.Contains(type) ? Sentence.Of($"typeWord.{type}", type) : Sentence.Name(type);

    /// <summary>As a sentence begins: Tropical cyclone.</summary>
    public static Sentence Title(string type)
    {
        var words = type.Replace('-', ' ');
        var title = char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
        return Known.Contains(type) ? Sentence.Of($"type.{type}", title) : Sentence.Name(title);
    }
}

/// <summary>The kinds of records that a watch may ask for.</summary>
static class KindWord
{
    static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet([Kind.Observation.Name, Kind.Incident.Name, Kind.Indicator.Name, Kind.Sighting.Name]);

    public static Sentence Of(string kind) => Known.Contains(kind) ? Sentence.Of($"kindWord.{kind}", kind) : Sentence.Name(kind);
}
