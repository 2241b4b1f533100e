using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Bench;

/// <summary>A party's keys and document.</summary>
sealed class CrowdParty(string name)
{
    readonly ECDsa root = NewKey(), log = NewKey(), request = NewKey();

    public EcdsaSigningKey Charter { get; } = new(NewKey());
    public string Id => PartyDocument.IdOf(root).ToBase64Url();
    public string Document { get; private set; } = "";
    public RequestKey RequestKey => field ??= new RequestKey(Id, 1, new EcdsaSigningKey(request));

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void List(Charter genesis) => Document = new PartyDocument(Id, 1, null, name, TimeProvider.System.Now(), System.Buffers.Text.Base64Url.EncodeToString(root.ExportSubjectPublicKeyInfo()), [])
        .WithKey(PartyKey.Charter, null, Charter).WithKey(PartyKey.Request, null, new EcdsaSigningKey(request)).WithKey(PartyKey.Log, genesis.CircleId(), new EcdsaSigningKey(log)).Sign(root);

    public string Consent(Charter genesis) => new Consent(genesis.Hash().ToBase64Url(), genesis.CircleId(), 1, Id, genesis.Time).Sign(Charter);

    public Origin Log(Charter genesis) => new(genesis.Hash(), PartyDocument.IdOf(root), 1);

    /// <summary>Its journal, with the mark of the epoch.</summary>
    public async Task<Journal> Journal(Charter genesis, IHeads heads, IRecords records, IBell bell)
    {
        var own = Log(genesis);
        var sealer = new Sealer(own, genesis.Terms(), new Identity(new byte[Identity.SecretBytes]), TimeProvider.System, Chance.System);
        var journal = await Tocsin.Share.Logs.Journal.Open(own, sealer, new LogKey(own, new EcdsaSigningKey(log), TimeProvider.System), heads, records, bell, _ => { }, default);
        await journal.Append(new Draft { Kind = Kind.Charter, What = new DocumentFacts("charter"), Charter = genesis.Hash() }, default);
        return journal;
    }
}

/// <summary>A member that costs little: its records and heads are made before anything is measured, and it believes whatever it is told. It asks, cosigns and fetches as a node does.</summary>
sealed class StandIn
{
    readonly CrowdParty party;
    readonly Origin log;
    readonly DiskRecords records;
    readonly List<string> notes = [];
    readonly List<HeadLine> heads = [];
    IReadOnlyList<StandIn> all = [];
    IReadOnlyDictionary<string, int> parties = new Dictionary<string, int>();
    string epoch = "";
    long began;
    int number;
    CosignatureLine? cosigned;

    StandIn(CrowdParty party, Origin log, DiskRecords records) => (this.party, this.log, this.records) = (party, log, records);

    public string Id => party.Id;

    /// <summary>Requests that it made.</summary>
    public int Asked { get; private set; }

    /// <summary>Seconds since the beginning; each party's begin at another time.</summary>
    double Elapsed => TimeProvider.System.GetElapsedTime(began).TotalSeconds + number / (double)parties.Count;

    int Second => (int)Math.Min(Elapsed, notes.Count - 1);

    public static async Task<StandIn> Open(CrowdParty party, Charter genesis, int seconds)
    {
        var (disk, process) = (new SimulatedDisk(), new Process(new Timeline()));
        var (stored, records) = (new DiskHeads(disk, process), new DiskRecords(disk, process));
        var standIn = new StandIn(party, party.Log(genesis), records);
        await using var journal = await party.Journal(genesis, stored, records, new Bell());
        for (var second = 0; second < seconds; second++)
        {
            await journal.Append(TwoNodes.Reading(second), default);
            var head = await stored.Read(standIn.log, default);
            standIn.notes.Add(head.Note!);
            standIn.heads.Add(new HeadLine { Log = standIn.log.ToString(), Size = head.Head.Size, Root = head.Head.Root.ToString(), Time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() });
        }
        return standIn;
    }

    public void Begin(IReadOnlyList<StandIn> others, IReadOnlyDictionary<string, int> documents, string charter, long at)
    {
        (all, parties, epoch, began) = (others, documents, charter, at);
        number = others.Index().First(each => each.Item == this).Index;
    }

    /// <summary>Answers the node: its growth at once, others' heads as rarely as nodes tell them.</summary>
    public async Task<PartnerAnswer> Answer(PartnerRequest request, CancellationToken stop)
    {
        if (request.Target.EndsWith("/sync", StringComparison.Ordinal))
        {
            if (SyncMessage.Read(request.Body.Span).Value is { Wait: > 0 } message && message.Cursor == $"crowd.{Second}") await Task.Delay(TimeSpan.FromSeconds(1 + Math.Floor(Elapsed) - Elapsed + 0.002), stop);
            var (second, rest) = (Second, parties.Count / SyncLimits.MembersASecond);
            var due = all.Where((other, at) => other != this && (at + second) % rest == 0).Select(other => other.heads[Math.Max(0, second - 2)]);
            var growth = SyncMessage.Read(request.Body.Span).Value.Holds is { } holds && holds.Size < heads[second].Size ? await Growth(holds.Size, heads[second].Size, stop) : null;
            return Say(new SyncMessage(epoch, parties)
            {
                Heads = [new HeadLine { Note = notes[second] }, .. due], Growth = growth, Cosignatures = Interlocked.Exchange(ref cosigned, null) is { } line ? [line] : null, Cursor = $"crowd.{second}",
            }.Bytes());
        }
        var path = string.Join('/', request.Target.Split('/')[5..]);
        if (TileAddress.TryParseEntryBundle(path, out var bundle, out var width) && await records.ReadEntries(log, bundle, width, stop) is { } entries) return Say(entries);
        if (LogPath.TryContent(path, out bundle, out width) && await records.ReadContent(log, bundle, width, stop) is { } contents) return Say(contents);
        return path == "checkpoint" ? Say(System.Text.Encoding.UTF8.GetBytes(notes[Second])) : new PartnerAnswer(404, ImmutableDictionary<string, string>.Empty, "{}"u8.ToArray());
    }

    async Task<LogGrowth> Growth(long from, long size, CancellationToken stop)
    {
        var (entries, contents) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        foreach (var (leaf, content) in await records.ReadRow(log, from, (int)(size - from), int.MaxValue, stop))
        {
            EntryBundle.Append(entries, leaf.Span);
            BinaryPrimitives.WriteUInt32BigEndian(contents.GetSpan(sizeof(uint)), (uint)content.Length);
            contents.Advance(sizeof(uint));
            contents.Write(content.Span);
        }
        return new LogGrowth(log.ToString(), from, entries.WrittenMemory, contents.WrittenMemory);
    }

    /// <summary>Long polls of the node, and what follows from each head of it: its growth is fetched where it did not come along, and a cosignature goes back with the next answer.</summary>
    public async Task Ask(PartnerServer node, string recipient, CancellationToken stop)
    {
        string? cursor = null;
        HeldSize? holds = null;
        var circle = log.Circle.ToBase64Url();
        var cosigner = new Cosigner(PartyDocument.SignerName(Id), party.RequestKey.Key);
        await Task.Delay(TimeSpan.FromMilliseconds(number * 7), stop);
        while (!stop.IsCancellationRequested)
        {
            var message = new SyncMessage(epoch, parties) { Cursor = cursor, Wait = SyncLimits.WaitSecondsMax, Holds = holds };
            var answer = await Send("POST", $"/circles/{circle}/sync", message.Bytes());
            if (answer.Status != 200 || !SyncMessage.Read(answer.Body.Span).Try(out var said, out _)) throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(answer.Body.Span));
            cursor = said.Cursor;
            if (said.Heads?.FirstOrDefault(line => line.Note is not null)?.Note is not { } note || !SignedNote.Parse(note).Try(out var signed, out _) || !Checkpoint.Parse(signed.Text).Try(out var head, out _)) continue;
            if (said.Growth is null)
            {
                var (grown, bundle, width) = (Origin.Parse(head.Origin).Value, (head.Size - 1) / 256, (int)((head.Size - 1) % 256) + 1);
                await Send("GET", LogPath.Bundle(grown, bundle, width), ReadOnlyMemory<byte>.Empty);
                await Send("GET", LogPath.Content(grown, bundle, width), ReadOnlyMemory<byte>.Empty);
            }
            holds = new HeldSize(head.Origin, head.Size);
            cosigned = new CosignatureLine(head.Body, cosigner.Sign(head, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ToString());
        }

        Task<PartnerAnswer> Send(string method, string target, ReadOnlyMemory<byte> body)
        {
            Asked++;
            return node.Answer(RequestSignature.Sign(method, target, body, recipient, circle, party.RequestKey, TimeProvider.System, Chance.System), stop);
        }
    }

    static PartnerAnswer Say(ReadOnlyMemory<byte> body) => new(200, ImmutableDictionary<string, string>.Empty, body);
}
