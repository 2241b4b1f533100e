using System.Security.Cryptography;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Tocsin.Tests.Contracts;
using Tocsin.Tests.Officers;
using Tocsin.Tests.Stores;

namespace Tocsin.Tests.Share.Sync;

/// <summary>A party with its keys, its store and its part in one circle.</summary>
sealed class SyncParty : IAsyncDisposable
{
    static readonly CancellationToken Stop = CancellationToken.None;

    readonly ECDsa root = Key(), log = Key();
    readonly HandClock clock;

    public SyncParty(string name, HandClock clock)
    {
        (Name, this.clock) = (name, clock);
        Id = PartyDocument.IdOf(root).ToBase64Url();
        Documents.Add(new PartyDocument(Id, 1, null, name, clock.Now(), System.Buffers.Text.Base64Url.EncodeToString(root.ExportSubjectPublicKeyInfo()), [])
            .WithKey(PartyKey.Charter, null, Charter).WithKey(PartyKey.Request, null, Request).Sign(root));
    }

    public string Name { get; }
    public string Id { get; }
    public List<string> Documents { get; } = [];
    public EcdsaSigningKey Charter { get; } = new(Key());
    public EcdsaSigningKey Request { get; private set; } = new(Key());
    public SqliteStore Store { get; } = new();
    public MemoryPapers Papers { get; } = new();
    public Bell Bell { get; private set; } = new();
    public Register Register { get; private set; } = null!;
    public SyncHouse House { get; private set; } = null!;
    public CircleSync Sync { get; private set; } = null!;
    public PartnerServer Server { get; private set; } = null!;
    public Journal Journal { get; private set; } = null!;
    public Dictionary<string, PartnerSession> Sessions { get; } = [];
    public List<VerifiedHead> Shown { get; } = [];
    public int Incarnation { get; set; } = 1;

    /// <summary>Passes the crash points of its mirror.</summary>
    public Passing Passing { get; set; } = _ => { };

    static ECDsa Key() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public RequestKey RequestKey => new(Id, Documents.Count, Request);

    /// <summary>A document that follows, with whatever is changed in it.</summary>
    public string Say(Func<PartyDocument, PartyDocument> change)
    {
        Documents.Add(change(PartyNote.Read(Documents[^1]).Value.Next(clock.Now())).Sign(root));
        return Documents[^1];
    }

    public void ListLogKey(string circle) => Say(document => document.WithKey(PartyKey.Log, circle, new EcdsaSigningKey(log)));

    public string Consent(Charter charter, IReadOnlyList<string>? ends = null) =>
        new Consent(charter.Hash().ToBase64Url(), charter.CircleId(), charter.Epoch, Id, clock.Now()) { Ends = ends }.Sign(Charter);

    /// <summary>Opens its node; whatever it knows of others it knows by what it is given here.</summary>
    public async Task Open(Circle circle, Charter genesis, CharterPapers papers, IEnumerable<string> documents, IPartnerLink link)
    {
        Register = await Register.Open(Papers, Stop);
        foreach (var note in Documents.Concat(documents)) await Register.Take(note, Stop);
        Register.Add(circle);
        await Register.Take(circle, papers, Stop);
        await OpenNode(link, genesis);
    }

    public async Task OpenNode(IPartnerLink link, Charter? begins = null)
    {
        var circle = Register.Circles.Single();
        Bell = new Bell();
        var own = new Origin(circle.Id, PartyId, Incarnation);
        House = new SyncHouse
        {
            Party = Id, Key = () => RequestKey, Register = Register, Heads = Store.Heads, Records = Store.Records, Papers = Papers, Views = Store.Views,
            Bell = Bell, Link = link, Clock = clock, Chance = Chance.System, Mirror = new Mirror(new HeadsBeside(Store.Heads, Papers), Store.Records, Papers, Bell, Register.KeysEver, point => Passing(point)),
        };
        Sync = new CircleSync(House, circle, own) { OwnHeadShown = Shown.Add };
        Server = new PartnerServer(House, id => id == circle.Id ? Sync : null);
        Journal = await OpenJournal(own);
        if (Journal.Head.Size == 0 && begins is not null) await Mark(begins);
        await Sync.Open(Stop);
        Sessions.Clear();
    }

    /// <summary>Goes on in another log of its own.</summary>
    public async Task GoOn(Origin own, Charter begins)
    {
        await Journal.DisposeAsync();
        Incarnation = own.Incarnation;
        Journal = await OpenJournal(own);
        await Mark(begins);
    }

    public Hash PartyId => Hash.TryParseBase64Url(Id, out var id) ? id : default;

    public Task<Journal> OpenJournal(Origin own) => OpenJournal(own, Store, Bell);

    public Task<Journal> OpenJournal(Origin own, SqliteStore store, IBell bell)
    {
        var key = new LogKey(own, new EcdsaSigningKey(log), clock);
        var sealer = new Sealer(own, new CircleTerms(Tlp.Amber, IsExercise: false), new Identity(new byte[Identity.SecretBytes]), clock, Chance.System);
        return Journal.Open(own, sealer, key, store.Heads, store.Records, bell, _ => { }, Stop);
    }

    /// <summary>A head of any content, signed with the log's key: what a liar would sign.</summary>
    public string SignHead(Checkpoint head) => new LogKey(Origin.Parse(head.Origin).Value, new EcdsaSigningKey(log), clock).Sign(head);

    /// <summary>The mark of an epoch in its log.</summary>
    public Task Mark(Charter charter) =>
        Journal.Append(new Draft { Kind = Kind.Charter, What = new DocumentFacts("charter"), Charter = charter.Hash() }, Stop);

    public async Task<RecordAddress> Write(string words)
    {
        var stored = (Appended.Stored)await Journal.Append(new Draft { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = words }] }, Stop);
        return stored.Address;
    }

    /// <summary>What its node would seal, before it is in any log.</summary>
    public SealedRecord Seal(Draft draft) => new Sealer(Journal.Log, new CircleTerms(Tlp.Amber, IsExercise: false), new Identity(new byte[Identity.SecretBytes]), clock, Chance.System).Seal(draft).Value;

    /// <summary>Puts a leaf into its log as it is, and signs the head.</summary>
    public async Task<RecordAddress> Write(byte[] leaf, byte[] content)
    {
        var own = Journal.Log;
        await Journal.DisposeAsync();
        var stored = await Store.Heads.Read(own, Stop);
        var edge = RightEdge.Open(stored.Head.Size, stored.PartialTiles);
        var growth = edge.Append([MerkleTree.Leaf(leaf)]);
        var after = new Checkpoint(own.ToString(), edge.Size, edge.Root());
        Xunit.Assert.IsType<Promise.Kept>(await Store.Heads.Promise(new LogBatch(stored.Head, after, [new BatchEntry(leaf, content, [], UInt128.Zero, null, [], [])], growth), Stop));
        Journal = await OpenJournal(own);
        return new RecordAddress(own, stored.Head.Size);
    }

    public async Task Follow()
    {
        foreach (var follower in new IFollower[] { new IndexFollower(Store.Records), new Tocsin.Share.ErasureFollower(Store.Records, _ => { }) })
            await new FollowerLoop(follower, Store.Records, Store.Views, _ => { }).CatchUp(long.MaxValue, Stop);
    }

    /// <summary>What it holds of another's record, in words; nothing where it does not hold the leaf, "" where the content is missing.</summary>
    public async Task<string?> Reads(RecordAddress address) =>
        await Store.Records.Read(address, Stop) is { } stored ? stored.Read().Value.Texts is [var text, ..] ? text.Headline : "" : null;

    public async ValueTask DisposeAsync()
    {
        if (Journal is not null) await Journal.DisposeAsync();
        Server?.Dispose();
        await Store.DisposeAsync();
    }
}
