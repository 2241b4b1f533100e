using System.Collections.Immutable;
using NodaTime;

namespace Tocsin.Formats.Cap;

/// <summary>What an alert says in one language (CAP 1.2 §3.2.2).</summary>
public sealed record CapInfo
{
    /// <summary>RFC 3066; the standard's own default is <c>en-US</c>.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>One or more.</summary>
    public required ImmutableArray<CapCategory> Categories { get; init; }

    /// <summary>The type of the event, in words.</summary>
    public required string Event { get; init; }

    /// <summary>What the audience is to do.</summary>
    public ImmutableArray<CapResponse> ResponseTypes { get; init; } = [];

    /// <summary>How soon.</summary>
    public required CapUrgency Urgency { get; init; }

    /// <summary>How bad.</summary>
    public required CapSeverity Severity { get; init; }

    /// <summary>How sure.</summary>
    public required CapCertainty Certainty { get; init; }

    /// <summary>Whom it is for; null where it is silent.</summary>
    public string? Audience { get; init; }

    /// <summary>System-specific codes of the event type.</summary>
    public ImmutableArray<CapNamed> EventCodes { get; init; } = [];

    /// <summary>From when the information holds; null means <see cref="CapAlert.Sent"/>.</summary>
    public OffsetDateTime? Effective { get; init; }

    /// <summary>When the event is expected to begin; null where it is silent.</summary>
    public OffsetDateTime? Onset { get; init; }

    /// <summary>Until when the information holds; null leaves it to the recipient.</summary>
    public OffsetDateTime? Expires { get; init; }

    /// <summary>The sender's name for people; null where it is silent.</summary>
    public string? SenderName { get; init; }

    /// <summary>Null where it is silent.</summary>
    public string? Headline { get; init; }

    /// <summary>Null where it is silent.</summary>
    public string? Description { get; init; }

    /// <summary>What to do; null where it is silent.</summary>
    public string? Instruction { get; init; }

    /// <summary>An absolute URI with more information; null where it is silent.</summary>
    public string? Web { get; init; }

    /// <summary>Null where it is silent.</summary>
    public string? Contact { get; init; }

    /// <summary>System-specific additions.</summary>
    public ImmutableArray<CapNamed> Parameters { get; init; } = [];

    /// <summary>Pictures, sound and other files.</summary>
    public ImmutableArray<CapResource> Resources { get; init; } = [];

    /// <summary>Where.</summary>
    public ImmutableArray<CapArea> Areas { get; init; } = [];
}

/// <summary>A named value: <c>eventCode</c>, <c>parameter</c> or <c>geocode</c>.</summary>
/// <param name="ValueName">Never empty.</param>
/// <param name="Value">May be empty.</param>
public readonly record struct CapNamed(string ValueName, string Value);

/// <summary>A file that belongs to an alert (CAP 1.2 §3.2.3).</summary>
public sealed record CapResource
{
    /// <summary>What it is, in words.</summary>
    public required string Description { get; init; }

    /// <summary>RFC 2046.</summary>
    public required string MimeType { get; init; }

    /// <summary>Bytes, from 0; null where it is silent.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Where it is to be had; null where it is silent. Never fetched by a reader.</summary>
    public string? Uri { get; init; }

    /// <summary>The file itself in Base64; null where it is silent.</summary>
    public string? DerefUri { get; init; }

    /// <summary>SHA-1, in hexadecimal; null where it is silent.</summary>
    public string? Digest { get; init; }
}
