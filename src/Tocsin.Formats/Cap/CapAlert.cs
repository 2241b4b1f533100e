using System.Collections.Immutable;
using NodaTime;
using Tocsin.Formats.Cap.Signatures;

namespace Tocsin.Formats.Cap;

/// <summary>An alert of the Common Alerting Protocol 1.2 (OASIS CAP-v1.2-os §3.2.1), its fields in the standard's order.</summary>
public sealed record CapAlert
{
    /// <summary>Unique for the sender; no spaces, commas, <c>&lt;</c> or <c>&amp;</c>.</summary>
    public required string Identifier { get; init; }

    /// <summary>Globally unique; no spaces, commas, <c>&lt;</c> or <c>&amp;</c>.</summary>
    public required string Sender { get; init; }

    /// <summary>When it was sent, to the second, with the sender's offset.</summary>
    public required OffsetDateTime Sent { get; init; }

    /// <summary>Only <see cref="CapStatus.Actual"/> is for all to act upon.</summary>
    public required CapStatus Status { get; init; }

    /// <summary>Whether it opens, updates or ends a thread of messages.</summary>
    public required CapMessageType MessageType { get; init; }

    /// <summary>The operator or device behind it; null where it is silent.</summary>
    public string? Source { get; init; }

    /// <summary>To whom it may be shown.</summary>
    public required CapScope Scope { get; init; }

    /// <summary>The rule that limits a <see cref="CapScope.Restricted"/> alert; null otherwise.</summary>
    public string? Restriction { get; init; }

    /// <summary>Whom a <see cref="CapScope.Private"/> alert is for: separated by spaces, quoted where they hold some; null where it is silent.</summary>
    public string? Addresses { get; init; }

    /// <summary>Codes for special handling.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>The purpose or significance of the message; null where it is silent.</summary>
    public string? Note { get; init; }

    /// <summary>The earlier messages that this one speaks of.</summary>
    public ImmutableArray<CapReference> References { get; init; } = [];

    /// <summary>What the alert is about: separated by spaces, quoted where they hold some; null where it is silent.</summary>
    public string? Incidents { get; init; }

    /// <summary>What it says; usually once in every language.</summary>
    public ImmutableArray<CapInfo> Infos { get; init; } = [];

    /// <summary>What is to be said of the signatures that it came with (§3.3.4.1); none where it bore none. They are not written again.</summary>
    public ImmutableArray<CapSignature> Signatures { get; init; } = [];
}

/// <summary>An earlier message (§3.2.1 <c>references</c>): its sender, identifier and time.</summary>
/// <param name="Sender">As in <see cref="CapAlert.Sender"/>.</param>
/// <param name="Identifier">As in <see cref="CapAlert.Identifier"/>.</param>
/// <param name="Sent">As in <see cref="CapAlert.Sent"/>.</param>
public readonly record struct CapReference(string Sender, string Identifier, OffsetDateTime Sent);
