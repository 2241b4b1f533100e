using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Running;

/// <summary>This party's own documents, and the keys that they list.</summary>
/// <remarks>A document is kept under its number before it is used: two of one number would convict this party.</remarks>
sealed class OwnParty
{
    /// <summary>The kind under which the shelf keeps party documents.</summary>
    readonly SemaphoreSlim alone = new(1);
    readonly NodeFolder folder;
    readonly Register register;
    readonly IPapers papers;
    readonly TimeProvider clock;
    readonly PartyNote founded;

    OwnParty(NodeFolder folder, Register register, IPapers papers, TimeProvider clock, PartyNote founded) =>
        (this.folder, this.register, this.papers, this.clock, this.founded) = (folder, register, papers, clock, founded);

    /// <summary>The party's id.</summary>
    public string Id => founded.Document.Party;

    /// <summary>The newest document.</summary>
    public PartyNote Newest => register.Chain(Id)?.Newest ?? founded;

    /// <summary>Whether all documents are held and list what partners need; else the root key has to be there once.</summary>
    public bool IsReady => register.Chain(Id) is { Newest.Document: { Tls: not null } newest } && newest.Key(PartyKey.Request) is not null;

    /// <summary>The keys.</summary>
    public NodeKeys Keys => folder.KeyRing;

    /// <summary>Opens them. What was made before parties shared gets the document that partners need, where the root key is in the folder.</summary>
    /// <exception cref="IOException">The party's own document does not verify.</exception>
    public static async Task<OwnParty> Open(NodeFolder folder, Register register, IPapers papers, TimeProvider clock, CancellationToken stop)
    {
        var founded = PartyNote.Read(folder.PartyNote()).Try(out var note, out var reason) ? note : throw new IOException($"the node's own documents do not verify: {reason}");
        var party = new OwnParty(folder, register, papers, clock, founded);
        if (!party.IsReady && party.Keys.Holds(NodeKeys.Root)) await party.Amend(root: null, document => document, stop);
        foreach (var (name, use, circle) in party.Listed()) party.Keys.Settle(name, party.Newest.Document.Key(use, circle)?.Verifying() is { IsValue: true } key ? key.Value.Bytes : null);
        if (party.Newest.Document.Tls is { } pin) party.SettleTls(pin);
        return party;
    }

    /// <summary>A key of this party's, ready to sign.</summary>
    public ISigningKey Signing(string name) => new EcdsaSigningKey(Keys.Read(name));

    /// <summary>The SHA-256 of a key's SPKI, as party documents pin it.</summary>
    public static Hash Pin(ECDsa key) => Hash.Of(key.ExportSubjectPublicKeyInfo());

    /// <summary>Signs the document that follows the newest, and keeps it. Where the change changes nothing, nothing is signed.</summary>
    /// <param name="root">The file of the root key; nothing: the one in the folder.</param>
    /// <param name="change">The change.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">The root key is not there, or is another party's.</exception>
    public async Task<PartyNote> Amend(string? root, Func<PartyDocument, PartyDocument> change, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            using var key = Root(root);
            await Complete(key, stop);
            while (true)
            {
                var (newest, next) = (Newest, Newest.Next(clock.Now()));
                var changed = change(Reachable(next));
                if (changed.Text() == next.Text()) return newest;
                if (PartyRules.Fault(changed) is { } fault) throw new IOException(fault);
                var note = Encoding.UTF8.GetBytes(changed.Sign(key));
                var place = string.Create(CultureInfo.InvariantCulture, $"{Id}/{changed.Number:D10}");
                if (!await papers.PutNew(PaperShelf.PartyKind, place, note, stop)) note = (await papers.Read(PaperShelf.PartyKind, place, stop))!.Value.ToArray();
                if (await register.Take(Encoding.UTF8.GetString(note), stop) is PartyTaking.Taken taken && taken.Note.Document.Text() == changed.Text()) return taken.Note;
                if (Newest.Document.Number < changed.Number) throw new IOException("this party's own documents do not follow each other: restore a backup");
            }
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Makes new charter, request and TLS keys, lists them, and uses them from here on.</summary>
    public async Task Turn(string? root, CancellationToken stop)
    {
        using var charter = Keys.Next(NodeKeys.Charter);
        using var request = Keys.Next(NodeKeys.Request);
        using var tls = Keys.Next(NodeKeys.Tls);
        await Amend(root, document => document.WithKey(PartyKey.Charter, null, new EcdsaSigningKey(charter)).WithKey(PartyKey.Request, null, new EcdsaSigningKey(request)).At(document.Addresses ?? [], Pin(tls)), stop);
        Keys.Settle(NodeKeys.Charter, charter.ExportSubjectPublicKeyInfo());
        Keys.Settle(NodeKeys.Request, request.ExportSubjectPublicKeyInfo());
        Keys.Settle(NodeKeys.Tls, tls.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The keys that partners need are listed, whatever else changes.</summary>
    PartyDocument Reachable(PartyDocument document)
    {
        if (document.Key(PartyKey.Request) is null)
        {
            using var request = Keys.ReadOrMake(NodeKeys.Request);
            document = document.WithKey(PartyKey.Request, null, new EcdsaSigningKey(request));
        }
        if (document.Tls is not null) return document;
        using var tls = Keys.ReadOrMake(NodeKeys.Tls);
        return document.At(document.Addresses ?? [], Pin(tls));
    }

    /// <summary>A node of an earlier version kept document 2 alone: the first is the same without its log's key, and is signed again.</summary>
    async Task Complete(ECDsa root, CancellationToken stop)
    {
        if (register.Chain(Id) is not null) return;
        var first = founded.Document with { Number = 1, Previous = null, Keys = [.. founded.Document.Keys.Where(key => key.Use != PartyKey.Log)] };
        if (founded.Document.Number == 2 && Hash.Of(Encoding.UTF8.GetBytes(first.Text())).ToBase64Url() == founded.Document.Previous) await register.Take(first.Sign(root), stop);
        if (await register.Take(founded.Text, stop) is not (PartyTaking.Taken or PartyTaking.Known)) throw new IOException("the documents of this party before its newest are lost: partners cannot verify it");
    }

    ECDsa Root(string? told)
    {
        var path = told ?? Keys.PathOf(NodeKeys.Root);
        if (!File.Exists(path)) throw new IOException($"there is no root key in {path}, and it signs every change of the party's document: give it with --root FILE");
        var key = NodeKeys.ReadFile(path);
        return PartyDocument.IdOf(key).ToBase64Url() == Id ? key : throw new IOException($"the key in {path} is not this party's root key");
    }

    IEnumerable<(string Name, string Use, string? Circle)> Listed() =>
        Newest.Document.Keys.Select(key => key.Use switch
        {
            PartyKey.Charter => (NodeKeys.Charter, key.Use, null),
            PartyKey.Request => (NodeKeys.Request, key.Use, null),
            PartyKey.Log when key.Circle is { } circle => (circle == founded.Document.Keys.FirstOrDefault(each => each.Use == PartyKey.Log)?.Circle ? NodeKeys.PrivateLog : NodeKeys.LogOf(circle), key.Use, circle),
            _ => (key.Use, key.Use, key.Circle),
        });

    void SettleTls(string pin)
    {
        if (!Keys.Holds(NodeKeys.Tls + ".next")) return;
        using var next = Keys.Read(NodeKeys.Tls + ".next");
        Keys.Settle(NodeKeys.Tls, Pin(next).ToBase64Url() == pin ? next.ExportSubjectPublicKeyInfo() : null);
    }
}
