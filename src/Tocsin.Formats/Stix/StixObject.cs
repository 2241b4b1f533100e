using System.Text.Json;
using NodaTime;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Stix;

/// <summary>A STIX 2.1 object: what every object has in common (§3.2), and its own JSON.</summary>
public sealed record StixObject
{
    /// <summary>The object's type: indicator, malware, ipv4-addr.</summary>
    public required string Type { get; init; }

    /// <summary>Its identifier, as in <c>indicator--9299f726-ce06-492e-8472-2b52ccb53191</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When its first version was made; null where it does not say. UTC.</summary>
    public Instant? Created { get; init; }

    /// <summary>When this version was made; null where it does not say, as cyber observables never do. UTC.</summary>
    public Instant? Modified { get; init; }

    /// <summary>Whether its author has taken it back.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>The identity that made it; null where it does not say.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The strictest TLP marking of the object or of any part of it; null where there is none.</summary>
    public TrafficLight? Tlp { get; init; }

    /// <summary>The object, parsed.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>The object as its author wrote it, without white space; of STIX 2.0, as it was upgraded.</summary>
    public required string Json { get; init; }
}
