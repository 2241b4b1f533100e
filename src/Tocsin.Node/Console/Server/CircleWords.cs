using System.Globalization;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Ui;

/// <summary>Charters, their changes and what convicts parties, in sentences.</summary>
sealed class CircleWords(IPartyNames names)
{
    const int ShortChars = 8;

    /// <summary>What a party calls itself; the beginning of its id where that is not known.</summary>
    public string Party(string id) => Hash.TryParseBase64Url(id, out var party) ? names.Party(party) : id;

    /// <summary>A name that cannot be mistaken: with the beginning of the id.</summary>
    public string Sure(string id) => $"{Party(id)} ({id[..ShortChars]})";

    /// <summary>What a charter changes.</summary>
    /// <param name="charter">The charter.</param>
    /// <param name="before">The charter before it; nothing before the genesis.</param>
    public string Change(Charter charter, Charter? before) => charter.Change switch
    {
        null => Texts.Of("circles.change.found"),
        { Do: "join" or "remove" or "leave", Party: { } party } change => Texts.Of($"circles.change.{change.Do}", Sure(party)),
        { Do: "succeed" } => Texts.Of("circles.change.succeed", charter.Succeeds is { } circle ? Circle(circle) : ""),
        _ when before is not null => Terms(charter, before),
        var change => change.Do,
    };

    /// <summary>A circle's name; the beginning of its id where that is not known.</summary>
    public string Circle(string id) => Hash.TryParseBase64Url(id, out var circle) ? names.Circle(circle) : id;

    static string Terms(Charter now, Charter before) =>
        now.Name != before.Name ? Texts.Of("circles.change.name", before.Name, now.Name)
        : now.Purpose != before.Purpose ? Texts.Of("circles.change.purpose", now.Purpose)
        : now.Tlp != before.Tlp ? Texts.Of("circles.change.tlp", before.Tlp, now.Tlp)
        : now.Quorum != before.Quorum ? Texts.Of("circles.change.quorum", Quorum(before), Quorum(now))
        : now.History ? Texts.Of("circles.change.history") : Texts.Of("circles.change.noHistory");

    static string Quorum(Charter charter) => charter.Quorum is { } needed ? needed.ToString(CultureInfo.InvariantCulture) : Texts.Of("circles.quorum.all");

    /// <summary>Who did what, by a document that proves it.</summary>
    public string Says(EvidenceDocument evidence) => evidence switch
    {
        { Fork: { Prefix: null } fork } => Texts.Of("circles.fork.same", Sure(evidence.Party), Size(fork.Larger)),
        { Fork: { } fork } => Texts.Of("circles.fork.prefix", Sure(evidence.Party), Size(fork.Larger), Size(fork.Smaller)),
        { Twice: { } twice } when PartyNote.Read(twice.First).Try(out var document, out _) => Texts.Of("circles.twice.document", Sure(evidence.Party), document.Document.Number),
        { Twice: { } twice } => Texts.Of("circles.twice.charter", Sure(evidence.Party), EpochOf(twice.First)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static long Size(SignedNote head) => Checkpoint.Parse(head.Text).Try(out var checkpoint, out _) ? checkpoint.Size : 0;

    static int EpochOf(string note) =>
        Consent.Read(note).Try(out var consent, out _) ? consent.Says.Epoch : Charter.Read(note).Try(out var charter, out _) ? charter.Says.Epoch : 0;
}
