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

    /// <summary>Whether it is deleted, which MISP keeps to tell others.</summary>
    public bool IsDeleted { get; init; }

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

    /// <summary>Its type: ip-dst, domain, filename|sha256.</summary>
    public required string Type { get; init; }

    /// <summary>MISP's category; null where it does not say.</summary>
    public string? Category { get; init; }

    /// <summary>Its value, as written.</summary>
    public required string Value { get; init; }

    /// <summary>Whether its type is one whose values are compared.</summary>
    public bool IsComparable { get; init; }

    /// <summary>What it names, in the form in which this house compares it; none where it names nothing that is compared.</summary>
    public ImmutableArray<Indicator> Values { get; init; } = [];

    /// <summary>Whether its author means it for detection.</summary>
    public bool ForDetection { get; init; }

    /// <summary>What its author says of it.</summary>
    public string? Comment { get; init; }

    /// <summary>When it was first seen. UTC.</summary>
    public Instant? FirstSeen { get; init; }
}

/// <summary>A sighting of an attribute.</summary>
public sealed record MispSighting : MispPart
{
    /// <summary>What was met.</summary>
    public required MispAttribute Of { get; init; }

    /// <summary>When. UTC.</summary>
    public required Instant At { get; init; }

    /// <summary>The organisation, or the source, that met it; null where it does not say.</summary>
    public string? By { get; init; }
}
