using System.Collections.Immutable;
using NodaTime;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Misp;

/// <summary>A part of a MISP document (draft-dulaunoy-misp-core-format): a closed set.</summary>
public abstract record MispPart
{
    private protected MispPart() { }

    /// <summary>Its UUID, in lower case.</summary>
    public required string Uuid { get; init; }

    /// <summary>When it was last changed; null where it does not say. UTC.</summary>
    public Instant? Timestamp { get; init; }

    /// <summary>The strictest of its own tags and distribution, and of those of what it stands in; null where none of them says anything.</summary>
    public TrafficLight? Tlp { get; init; }

    /// <summary>For whom alone it is meant, by the strictest distribution of its own and of what it stands in; null where that is not said.</summary>
    public MispAudience? Audience { get; init; }

    /// <summary>Whether it is deleted, which MISP keeps to tell others.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The member with what others propose for a part, their addresses beside it. It is read by nobody here, and empty in <see cref="Json"/>.</summary>
    public const string ProposalsMember = "ShadowAttribute";

    /// <summary>The part as its author wrote it, without white space, and without the parts in it, which are told apart.</summary>
    public required string Json { get; init; }
}

/// <summary>An event, without its attributes and objects.</summary>
public sealed record MispEvent : MispPart
{
    /// <summary>What it is about.</summary>
    public string? Info { get; init; }

    /// <summary>The organisation that made it; null where it does not say.</summary>
    public string? Organisation { get; init; }

    /// <summary>How bad it is: 1 high, 2 medium, 3 low, 4 undefined; null where it does not say.</summary>
    public int? ThreatLevel { get; init; }

    /// <summary>The names of its tags.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The member that tells who entered it.</summary>
    public const string CreatorMember = "event_creator_email";

    /// <summary>The address of the person who entered it, which <see cref="MispPart.Json"/> leaves out; null where it does not say.</summary>
    public string? CreatorEmail { get; init; }
}

/// <summary>An object, without its attributes.</summary>
public sealed record MispObject : MispPart
{
    /// <summary>The event that it stands in; null where it stands alone.</summary>
    public MispEvent? Event { get; init; }

    /// <summary>Its template's name: file, domain-ip.</summary>
    public string? Name { get; init; }

    /// <summary>What its author says of it.</summary>
    public string? Comment { get; init; }
}

/// <summary>An attribute.</summary>
public sealed record MispAttribute : MispPart
{
    /// <summary>The event that it stands in; null where it stands alone.</summary>
    public MispEvent? Event { get; init; }

    /// <summary>The UUID of the object that it stands in; null where it stands in none.</summary>
    public string? ObjectUuid { get; init; }

    /// <summary>The name of that object's template; null where it stands in none.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Its type: ip-dst, domain, filename|sha256.</summary>
    public required string Type { get; init; }

    /// <summary>MISP's category; null where it does not say.</summary>
    public string? Category { get; init; }

    /// <summary>Its value, as written.</summary>
    public required string Value { get; init; }

    /// <summary>Whether it is one whose values are compared, by its type and category and by what it stands in.</summary>
    public bool IsComparable { get; init; }

    /// <summary>What it names, in the form in which this house compares it; none where it names nothing that is compared.</summary>
    public ImmutableArray<Indicator> Values { get; init; } = [];

    /// <summary>Whether its author means it for detection.</summary>
    public bool ForDetection { get; init; }

    /// <summary>What its author says of it.</summary>
    public string? Comment { get; init; }

    /// <summary>When it was first seen. UTC.</summary>
    public Instant? FirstSeen { get; init; }

    /// <summary>From when on it counts no more, by a sighting of the type 2 of whoever made the event; null where it does not say. UTC.</summary>
    public Instant? ExpiresAt { get; init; }
}

/// <summary>What a sighting says (draft-dulaunoy-misp-core-format, "Sighting"). The type 2, an end of life, is told with the attribute: <see cref="MispAttribute.ExpiresAt"/>.</summary>
public enum MispSightingType
{
    /// <summary>Type 0: it was met. The default value.</summary>
    Seen,
    /// <summary>Type 1: it was met where it means no harm.</summary>
    FalsePositive,
}

/// <summary>A sighting of an attribute, within it or alone.</summary>
public sealed record MispSighting : MispPart
{
    /// <summary>The attribute that it stands in; null where it stands alone.</summary>
    public MispAttribute? Of { get; init; }

    /// <summary>The UUID of the attribute that was met; null where it says a value alone.</summary>
    public string? OfUuid { get; init; }

    /// <summary>The value that was met, in the form in which this house compares it; null where it has none: then the attribute itself was met.</summary>
    public Indicator? Value { get; init; }

    /// <summary>Whether its JSON tells of a person: of one that stands alone, by the attribute and the event that it repeats.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>What it says.</summary>
    public MispSightingType Type { get; init; }

    /// <summary>When. UTC.</summary>
    public required Instant At { get; init; }

    /// <summary>The organisation, or the source, that met it; null where it does not say.</summary>
    public string? By { get; init; }
}
