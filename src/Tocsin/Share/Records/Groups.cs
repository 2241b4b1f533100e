using NetTopologySuite.Geometries;

namespace Tocsin.Share.Records;

/// <summary>The group <see cref="Group.Where"/>: a geometry, a code, or both. A country is the source's claim.</summary>
public sealed record Where
{
    /// <summary>WGS 84, longitude first, cut at the antimeridian.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>The place's name, in the source's words.</summary>
    public string? Name { get; init; }
    /// <summary>ISO 3166-1 alpha-2, where the source gives it.</summary>
    public string? Country { get; init; }
    /// <summary>Other codes that the source gives, by scheme: iso3166-2, SAME, UGC.</summary>
    public IReadOnlyDictionary<string, string>? Codes { get; init; }
}

/// <summary>Words for people in one language; the group <see cref="Group.Text"/> is a list of these, the author's first choice first.</summary>
public sealed record TextBlock
{
    /// <summary>RFC 5646 language tag.</summary>
    public string Language { get; init; } = "en";
    /// <summary>The event's name.</summary>
    public string? Event { get; init; }
    /// <summary>One line.</summary>
    public string? Headline { get; init; }
    /// <summary>What there is to know.</summary>
    public string? Description { get; init; }
    /// <summary>What there is to do.</summary>
    public string? Instruction { get; init; }
    /// <summary>Whom to ask.</summary>
    public string? Contact { get; init; }
    /// <summary>Where to read on; never fetched by a node.</summary>
    public string? Web { get; init; }
}

/// <summary>The group <see cref="Group.Source"/>: who said it, under which key.</summary>
public sealed record Source
{
    /// <summary>What it is called by the source; it makes a record unique in its log.</summary>
    public SourceKey? Key { get; init; }
    /// <summary>The organisation that said it.</summary>
    public string? Publisher { get; init; }
    /// <summary>Where it can be looked up; never fetched by a node.</summary>
    public string? Web { get; init; }
    /// <summary>The source's own words beside ours: its severity, its status.</summary>
    public IReadOnlyDictionary<string, string>? Words { get; init; }
    /// <summary>What the source said in a standard that says more than this house does, in its own JSON: so it goes out again as it came in.</summary>
    public string? Original { get; init; }
    /// <summary>The pseudonymous id of the officer who wrote it; the name is kept elsewhere and can be erased.</summary>
    public string? Officer { get; init; }
}

/// <summary>What a source calls a thing. Two records of one log never share one .</summary>
/// <param name="Scheme">Who gives such keys: usgs, cap, firms, geojson, indicators, tocsin.</param>
/// <param name="Sender">The organisation or the network within the scheme.</param>
/// <param name="Keys">The thing's names: any one of them is enough to know it again. At least one.</param>
/// <param name="Version">Which telling of it this is, a later one greater (a time in milliseconds, an episode's number);
/// an earlier one than the journal holds is old news. Nothing: the source does not say.</param>
public sealed record SourceKey(string Scheme, string Sender, IReadOnlyList<string> Keys, long? Version)
{
    /// <summary>The scheme of what a node's own followers append: such a key is used once, whatever the content.</summary>
    public const string Own = "tocsin";
    /// <summary>The scheme of what a node says of its own feeds: one that speaks again makes a revision of it.</summary>
    public const string Feed = "feed";

    /// <summary>Whether the node itself says it: nobody waits for that as for a source.</summary>
    public bool IsOfNode => Scheme is Own or Feed;
}

/// <summary>The group <see cref="Group.Personal"/>: data on persons, kept for a purpose until a date.</summary>
/// <param name="Purpose">Why it is kept.</param>
/// <param name="Until">When it erases itself. UTC.</param>
/// <param name="Data">The data, by name.</param>
public sealed record Personal(string Purpose, Instant Until, IReadOnlyDictionary<string, string> Data);
