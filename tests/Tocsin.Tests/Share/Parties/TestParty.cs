using System.Text;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Tests.Contracts;

namespace Tocsin.Tests.Share.Parties;

/// <summary>A party whose keys are made of its name, so that a seed replays all but signature bytes.</summary>
sealed class TestParty
{
    readonly Dictionary<string, EcdsaSigningKey> logKeys = [];

    public TestParty(string name, TimeProvider clock)
    {
        (Root, Charter, Request) = (Key($"{name} root"), Key($"{name} charter"), Key($"{name} request"));
        Id = Hash.Of(Root.PublicKey.Span).ToBase64Url();
        First = new PartyDocument(Id, 1, null, name, Clock.Now(clock), System.Buffers.Text.Base64Url.EncodeToString(Root.PublicKey.Span), [])
            .WithKey(PartyKey.Charter, null, Charter).WithKey(PartyKey.Request, null, Request);
        Chain = new PartyChain(Id);
        Chain.Take(First.Sign(Root));
        Shelf = new PaperShelf(Papers);
        Pen = new CharterPen(Id, Charter, Papers, clock);
    }

    public string Id { get; }
    public EcdsaSigningKey Root { get; }
    public EcdsaSigningKey Charter { get; }
    public EcdsaSigningKey Request { get; }
    public PartyDocument First { get; }
    public PartyChain Chain { get; }
    public MemoryPapers Papers { get; } = new();
    public PaperShelf Shelf { get; }
    public CharterPen Pen { get; }

    public static EcdsaSigningKey Key(string seed) => SeededKey.Of(seed);

    /// <summary>Signs the newest document changed, and takes it.</summary>
    public string Restate(Func<PartyDocument, PartyDocument> change, Instant time)
    {
        var note = change(Chain.Newest!.Next(time)).Sign(Root);
        if (Chain.Take(note) is not PartyTaking.Taken) throw new InvalidOperationException("the chain does not take its own next document");
        return note;
    }

    /// <summary>A signed head of the party's log in a circle; its key is listed first, if it is not yet.</summary>
    public string Head(Hash circle, long size, int incarnation = 1, string root = "root")
    {
        var id = circle.ToBase64Url();
        if (!logKeys.TryGetValue(id, out var key))
        {
            logKeys[id] = key = Key($"{Id} {id} log");
            Restate(document => document.WithKey(PartyKey.Log, id, key), First.Time);
        }
        var log = new Origin(circle, Party(), incarnation);
        return new NoteSigner(log.ToString(), key).Sign(new Checkpoint(log.ToString(), size, Hash.Of(Encoding.UTF8.GetBytes(root)))).ToString();
    }

    public Hash Party() => Hash.TryParseBase64Url(Id, out var party) ? party : throw new InvalidOperationException(Id);

    public string Consent(Charter charter, Instant time, IReadOnlyList<string>? ends = null) =>
        new Consent(charter.Hash().ToBase64Url(), charter.CircleId(), charter.Epoch, Id, time) { Ends = ends }.Sign(Charter);

    public string Leave(Hash circle, int epoch, Instant time, params string[] ends) => new Leave(circle.ToBase64Url(), epoch, Id, ends, time).Sign(Charter);
}
