using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Doors;

/// <summary>Brings sightings together with the attribute that they met, of the same circle: by the attribute's UUID, else by what names the value most specifically, and of several the first that came.</summary>
sealed class MispMeeting
{
    const string NoAttribute = "MISP tells a sighting with the attribute that was met, and none of those that go out names it";

    static readonly string TooMany = FormattableString.Invariant($"{MispOutEvent.SightingsMax:N0} others go out with the attribute that was met, and no more do");

    readonly Dictionary<(Hash Circle, string Type, string Value), Known> known = [];
    readonly List<(Telling Telling, SightingFacts Facts, string? Json)> met = [];

    /// <summary>An attribute that goes out, under all that it names.</summary>
    public void Know(Telling telling, IEnumerable<NamedValue> names, MispOutEvent target, string attribute)
    {
        var here = new Known(target, attribute, telling.Created);
        foreach (var (type, value) in names.Append(new NamedValue(MispDoor.Scheme, attribute)))
        {
            var key = (telling.Record.Address.Log.Circle, type, value);
            if (!known.TryGetValue(key, out var there) || here.IsBefore(there)) known[key] = here;
        }
    }

    /// <summary>Keeps a sighting until all attributes are known.</summary>
    /// <param name="telling">The sighting.</param>
    /// <param name="facts">What it says.</param>
    /// <param name="json">Its JSON; null where the attribute's own tells of it.</param>
    public void Add(Telling telling, SightingFacts facts, string? json) => met.Add((telling, facts, json));

    /// <summary>Puts each where it belongs; names those that go out with nothing.</summary>
    public IEnumerable<(string Record, string Reason)> Meet()
    {
        foreach (var (telling, facts, json) in met)
            if ((Named(telling) ?? (json is null ? null : Of(telling, facts))) is not { } there) yield return (telling.Id, NoAttribute);
            else if (json is not null && !there.Event.Standing.PutSighting(there.Attribute, json)) yield return (telling.Id, TooMany);
            else there.Event.Standing.Hear(telling);
    }

    /// <summary>The attribute that it names by its UUID.</summary>
    Known? Named(Telling telling) =>
        telling.Record.Source?.Words?.GetValueOrDefault(MispDoor.AttributeWord) is { } uuid ? known.GetValueOrDefault((telling.Record.Address.Log.Circle, MispDoor.Scheme, uuid)) : null;

    /// <summary>The attribute that names what it met.</summary>
    Known? Of(Telling telling, SightingFacts facts)
    {
        foreach (var (type, value) in CandidateKeys.Above(facts.Type, facts.Value, PrefixLengths.All))
            if (known.TryGetValue((telling.Record.Address.Log.Circle, type, value), out var there)) return there;
        return null;
    }

    /// <summary>An attribute that goes out.</summary>
    sealed record Known(MispOutEvent Event, string Attribute, Instant Created)
    {
        public bool IsBefore(Known other) => Created != other.Created ? Created < other.Created : string.CompareOrdinal(Attribute, other.Attribute) < 0;
    }
}
