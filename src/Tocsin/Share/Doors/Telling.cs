using Tocsin.Formats.Cap;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>A record on its way out, and what a standard asks for beside it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Id">What it is called outside.</param>
/// <param name="Sender">CAP's sender, for what is said in this house's own name.</param>
/// <param name="SenderName">The sender's name for people; null where it is not known.</param>
/// <param name="Earlier">The messages that it updates, cancels or revises, the latest first.</param>
sealed record Telling(Record Record, string Id, string Sender, string? SenderName, ImmutableArray<CapReference> Earlier)
{
    /// <summary>Of a sighting, STIX's id of the indicator that it met; nothing where none is known in its circle.</summary>
    public string? Met { get; init; }

    /// <summary>Whether nobody but this party marked it: then what others said goes out with their own markings alone.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether its circle is known to be an exercise, whatever its author says.</summary>
    public bool IsInExercise { get; init; }

    /// <summary>Whether nothing of it is real.</summary>
    public bool IsExercise => IsInExercise || Record.Leaf.Exercise || Record.What?.Status == Records.CapStatus.Exercise;

    /// <summary>How the source itself marked it; nothing where it did not say.</summary>
    public Tlp? OwnMarking => TlpNames.TryParse(Record.Source?.Words?.GetValueOrDefault("tlp"), out var own) ? own : null;

    /// <summary>The marking that what others said must bear on its way out, beside their own; nothing where theirs is strict enough.</summary>
    public Tlp? AddedMarking => !IsPrivate && Record.Leaf.Marking is not Tlp.Clear and var marking && !(OwnMarking >= marking) ? marking : null;

    /// <summary>The scheme of its source key; nothing where it has none.</summary>
    public string? Scheme => Record.Source?.Key?.Scheme;

    /// <summary>When its first revision was written: its id says it (RFC 9562 §5.7).</summary>
    public Instant Created
    {
        get
        {
            Span<byte> id = stackalloc byte[16];
            Record.Leaf.Id.TryWriteBytes(id, bigEndian: true, out _);
            var first = Instant.FromUnixTimeMilliseconds((long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id) >> 16));
            return Record.Leaf.Id == Guid.Empty || first > Record.Leaf.Time ? Record.Leaf.Time : first;
        }
    }

    /// <summary>A UUID of version 5 that this record, in all its revisions, gets again.</summary>
    /// <param name="part">Which of several things is made of it.</param>
    public Guid Uuid(string part) => UuidOf(Record, Id, part);

    /// <summary>The same, of a record.</summary>
    public static Guid UuidOf(Record record, string id, string part) => Formats.Stix.StixIds.Version5(Space, $"{(record.Leaf.Id == Guid.Empty ? $"{record.Source?.Key?.Scheme} {id}" : record.Leaf.Id)} {part}");

    /// <summary>A UUID of version 5 for an organisation, by its name.</summary>
    public static Guid UuidOf(string organisation) => Formats.Stix.StixIds.Version5(Space, $"organisation {organisation}");

    // Any constant does; this one was drawn for it.
    static readonly Guid Space = new("6f0c8b53-1d6e-4d27-9c39-2a41c26d7f80");

    /// <summary>CAP 1.2 §3.2.1: a sender and an identifier hold no spaces, commas, &lt; or &amp;.</summary>
    public static string CapName(string text)
    {
        var name = new System.Text.StringBuilder(text.Length);
        foreach (var c in text) name.Append(c is ',' or '<' or '&' || char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c);
        return name.ToString();
    }

    /// <summary>A party as CAP's sender: its id, since names are not unique.</summary>
    public static string SenderOf(Record record) => $"tocsin:{record.Address.Log.Party.ToBase64Url()}";

    /// <summary>A record's revision as CAP's identifier.</summary>
    public static string IdentifierOf(Record record) => FormattableString.Invariant($"{record.Leaf.Id}-{record.Leaf.Revision}");
}
