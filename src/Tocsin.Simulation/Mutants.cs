using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Checking;
using Tocsin.Simulation.Lies;
using Tocsin.Simulation.Machines;
using Promised = Tocsin.Share.Logs.Promise;

namespace Tocsin.Simulation;

/// <summary>The table of mutants: each breaks one rule, and each is to be caught.</summary>
static class Mutants
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly ImmutableArray<Fault> Relays = [Fault.Crash, Fault.Restore, Fault.Drill, Fault.Relay, Fault.Leak];

    /// <summary>Nodes end between what they sign and what they write down of it.</summary>
    static readonly ImmutableArray<Fault> Charters = [Fault.Crash, Fault.Torn, Fault.Full, Fault.Members];

    /// <summary>Authors are not reached, so that others are asked for what they wrote.</summary>
    static readonly ImmutableArray<Fault> Fetching = [Fault.Partition, Fault.Crash, Fault.Forge];

    /// <summary>Two charters come into force, each on one side.</summary>
    static readonly ImmutableArray<Fault> Rivals = [Fault.Partition, Fault.Charters];

    public static ImmutableArray<Mutant> All { get; } =
    [
        new("serves-the-removed", "a party that is no member any more is answered", "entitled", "once") { Change = ServeAnyway },
        new("serves-all-content", "content goes to whoever is a member, whenever it was written", "entitled") { Change = ServeAllContent },
        new("forgets-nonces", "a request is answered as often as it comes", "once") { Serve = async (node, request) => await node.FreshServer().Answer(request, Stop) },
        new("keeps-erased", "an erasure is heard, and nothing is deleted", "erased") { Records = records => new KeepingRecords(records) },
        new("forgets-who-signed", "a charter is signed though another of its epoch was", "one word") { Among = Charters, Papers = papers => new PapersWithout(papers, "signed", isNew: true) },
        new("signs-ahead", "a head is signed before it is durable", "promised") { Heads = heads => new AheadHeads(heads) },
        new("loses-commits", "what was acknowledged is lost with the power", "kept", "one word", "runs", "innocent") { Crashed = LoseCommits },
        new("loses-papers", "papers are lost with the power", "reaches", "one word", "cosigned", "receipted", "convicted") { Crashed = LosePapers },
        new("cosigns-blind", "others' leaves are cosigned and not stored", "cosigned") { Heads = heads => new BlindHeads(heads), Papers = papers => new PapersWithout(papers, Mirror.HeadKind, isNew: true) },
        new("forgets-what-is-withheld", "what content is lacking is not written down", "receipted", "reaches") { Papers = papers => new PapersWithout(papers, "gaps", isNew: true) },
        new("drops-the-facts", "the group 'what' is left out of what is served", "reaches", "receipted") { Change = (_, _, request, answer) => Task.FromResult(DropFacts(request, answer)) },
        new("tampers", "a leaf is served with one bit changed", "innocent", "reaches") { Change = (_, _, request, answer) => Task.FromResult(Tamper(request, answer)) },
        new("tells-no-heads", "no answer tells of growth", "prompt", "reaches") { Change = (_, _, request, answer) => Task.FromResult(Say(request, answer, message => message with { Heads = null })) },
        new("tells-nobody", "neither answers nor requests tell of the own log's growth", "prompt", "reaches") { Told = heads => new UntoldHeads(heads) },
        new("tells-no-charters", "no answer tells of a new charter", "prompt", "reaches") { Change = (_, _, request, answer) => Task.FromResult(WithoutCharters(request, answer)) },
        new("tells-no-rivals", "who finds that two charters freeze the circle tells nobody of either", "frozen") { Among = Rivals, Change = (node, _, request, answer) => Task.FromResult(Checks.IsOfFrozen(node, request) ? WithoutCharters(request, answer) : answer), Ask = AskWithoutRivals },
        new("serves-the-frozen", "what is written is given in a circle that two charters have frozen", "frozen") { Among = Rivals, Change = ServeFrozen },
        new("keeps-evidence-to-itself", "evidence is found, and not kept", "convicted") { Papers = papers => new PapersWithout(new PapersWithout(papers, "evidence", isNew: true), "conviction", isNew: true) },
        new("convicts-the-stale", "an older head is taken for evidence", "innocent") { Papers = papers => new HastyPapers(papers), Heads = heads => new HastyHeads(heads) },
        new("rings-for-drills", "a record of an exercise rings in earnest", "drill") { Rings = record => record.Leaf.Exercise },
        new("rings-without-facts", "a record whose status was left out rings in earnest", "drill") { Rings = record => record.What is null && !record.Leaf.Exercise },
        new("rings-for-tests", "a record with the status Test or Exercise rings in earnest", "drill") { Rings = record => record.What is { Status: not CapStatus.Actual } },
        new("keeps-its-incarnation", "a node that was set back goes on with the log that it had", "one word", "kept") { KeepsIncarnation = true },
        new("brings-all-content", "growth comes along with a head for whoever is a member, whenever it was written", "entitled") { Change = BringAll },
        new("believes-what-is-brought", "growth that came along with a head is stored as it came, whatever was fetched instead", "verifies", "receipted") { Heads = heads => new BelievingHeads(heads), Heard = Believe },
        new("relays-anything", "officers pass on whatever they hold, with a proof and no look at its marking", "relayed") { Among = Relays, RelaysAnything = true },
        new("believes-relays", "a relay that proves nothing, or goes against its marking, counts", "relayed") { Among = Relays, Views = views => new BelievingViews(views) },
        new("keeps-relays", "what authors took back or erased stays where it was passed on", "recalled") { Among = Relays, Views = views => new UntendedViews(views) },
        new("rings-for-relays", "what was passed on rings in earnest, whatever its author meant", "drill") { Among = Relays, Rings = record => record.Relayed is not null },
        new("stores-foreign-content", "a content is stored though its leaf does not commit to it", "verifies") { Heads = heads => new SwappingHeads(heads) },
        new("believes-any-head", "a head is believed whoever signed it", "innocent") { Among = [Fault.Forge], Heard = Believing.AnyHead },
        new("believes-contradictions", "a signed head is kept that contradicts what is held", "verifies") { Among = [Fault.Fork], Heard = Believing.Contradictions },
        new("believes-any-leaf", "fetched leaves are stored as they came, whether they lead to the head or not", "verifies") { Among = Fetching, Heads = heads => new FetchedHeads(heads, isOfLeaves: true), Heard = HearFetched },
        new("believes-any-content", "fetched contents are stored as they came, whether their leaves commit to them or not", "verifies") { Among = Fetching, Heads = heads => new FetchedHeads(heads, isOfLeaves: false), Heard = HearFetched },
        new("believes-any-evidence", "evidence convicts whatever it proves", "innocent") { Among = [Fault.Forge], Heard = Believing.AnyEvidence },
        new("believes-any-receipt", "a receipt is kept whoever signed it", "vouched") { Among = [Fault.Forge], Heard = Believing.AnyReceipt },
        new("believes-any-cosignature", "a cosignature is kept whoever signed it", "vouched") { Among = [Fault.Forge], Heard = Believing.AnyCosignature },
        new("believes-any-request", "a request is answered whoever signed it", "entitled") { Among = [Fault.Forge], Serve = BelieveRequest },
    ];

    static async Task<PartnerAnswer> ServeFrozen(SimulatedNode node, Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 423 || request.Target.Split('/') is not ["", "circles", var circle, var party, var incarnation, "checkpoint"]) return answer;
        return await node.Papers.Read(Mirror.HeadKind, $"tocsin/{circle}/{party}/{incarnation}", Stop) is { IsEmpty: false } head ? answer with { Status = 200, Body = head } : answer;
    }

    static PartnerAnswer WithoutCharters(PartnerRequest request, PartnerAnswer answer) =>
        request.Target.Contains("/charters/", StringComparison.Ordinal) ? answer with { Status = 404, Body = "{}"u8.ToArray() } : Say(request, answer, message => message with { Charters = null });

    static PartnerRequest AskWithoutRivals(SimulatedNode node, Member to, PartnerRequest request)
    {
        if (!Checks.IsOfFrozen(node, request) || request.Method != "POST") return request;
        var message = SyncMessage.Read(request.Body.Span).Value with { Charters = null };
        return RequestSignature.Sign(request.Method, request.Target, message.Bytes(), to.Id, request.Target.Split('/')[2], node.House.Key(), node.Clock, node.Chance);
    }

    static async Task<PartnerAnswer> ServeAnyway(SimulatedNode node, Member from, PartnerRequest request, PartnerAnswer answer)
    {
        await Task.CompletedTask;
        return answer.Status == 403 && request.Target.EndsWith("/sync", StringComparison.Ordinal)
            ? answer with { Status = 200, Body = new SyncMessage(Hash.Of("any"u8).ToBase64Url(), new Dictionary<string, int>()).Bytes() } : answer;
    }

    static async Task<PartnerAnswer> ServeAllContent(SimulatedNode node, Member from, PartnerRequest request, PartnerAnswer answer) =>
        answer.Status == 200 && request.Target.Split('/') is ["", "circles", var circle, var party, var number, "content", .. var rest]
            && Origin.Parse($"tocsin/{circle}/{party}/{number}").Try(out var log, out _) && TileAddress.TryParseEntryBundle($"tile/entries/{string.Join('/', rest)}", out var bundle, out var width)
            && await node.Records.ReadContent(log, bundle, width, Stop) is { } all ? answer with { Body = all } : answer;

    static async Task<PartnerAnswer> BringAll(SimulatedNode node, Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || !request.Target.EndsWith("/sync", StringComparison.Ordinal) || SyncMessage.Read(request.Body.Span).Value.Holds is not { } holds || !Origin.Parse(holds.Log).Try(out var log, out _)) return answer;
        if (!SyncMessage.Read(answer.Body.Span).Try(out var message, out _) || message is not { Heads: { } heads, Growth: null } || !heads.Any(line => line.Note is not null)) return answer;
        var (entries, contents) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        foreach (var (leaf, content) in await node.Records.ReadRow(log, holds.Size, Limits.BundleRecords, SyncLimits.GrowthBytesMax, Stop))
        {
            EntryBundle.Append(entries, leaf.Span);
            BinaryPrimitives.WriteUInt32BigEndian(contents.GetSpan(sizeof(uint)), (uint)content.Length);
            contents.Advance(sizeof(uint));
            contents.Write(content.Span);
        }
        return answer with { Body = (message with { Growth = new LogGrowth(holds.Log, holds.Size, entries.WrittenMemory, contents.WrittenMemory) }).Bytes() };
    }

    static void Believe(SimulatedNode node, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status == 200 && request.Target.EndsWith("/sync", StringComparison.Ordinal) && SyncMessage.Read(answer.Body.Span).Try(out var message, out _) && message.Growth is { } growth)
            (node.Heads as BelievingHeads)?.Hear(growth);
    }

    static void HearFetched(SimulatedNode node, PartnerRequest request, PartnerAnswer answer) => (node.Heads as FetchedHeads)?.Hear(request, answer);

    static Task<PartnerAnswer?> BelieveRequest(SimulatedNode node, PartnerRequest request)
    {
        Believing.AnyRequest(node, request);
        return Task.FromResult<PartnerAnswer?>(null);
    }

    static PartnerAnswer DropFacts(PartnerRequest request, PartnerAnswer answer) =>
        request.Target.EndsWith("/sync", StringComparison.Ordinal) ? Say(request, answer, message => message with { Growth = message.Growth is { } growth ? growth with { Contents = StripLie.Strip(growth.Contents.Span) } : null }) :
        answer.Status == 200 && request.Target.Contains("/content/", StringComparison.Ordinal) ? answer with { Body = StripLie.Strip(answer.Body.Span) } : answer;

    static PartnerAnswer Tamper(PartnerRequest request, PartnerAnswer answer)
    {
        if (request.Target.EndsWith("/sync", StringComparison.Ordinal)) return Say(request, answer, message => message with { Growth = message.Growth is { } growth ? growth with { Entries = Changed(growth.Entries) } : null });
        return answer.Status == 200 && request.Target.Contains("/entries/", StringComparison.Ordinal) ? answer with { Body = Changed(answer.Body) } : answer;

        static byte[] Changed(ReadOnlyMemory<byte> bytes)
        {
            var changed = bytes.ToArray();
            changed[^1] ^= 1;
            return changed;
        }
    }

    static PartnerAnswer Say(PartnerRequest request, PartnerAnswer answer, Func<SyncMessage, SyncMessage> change) =>
        answer.Status == 200 && request.Target.EndsWith("/sync", StringComparison.Ordinal) && SyncMessage.Read(answer.Body.Span).Try(out var message, out _) ? answer with { Body = change(message).Bytes() } : answer;

    /// <summary>The last commit of its own log is not there after the power came back.</summary>
    static void LoseCommits(Member member, TimeSpan elapsed)
    {
        if (member.Backup is not { } before || !member.IsHonest) return;
        foreach (var log in before.Logs.Keys.Where(log => log.Party == member.Hash))
            member.Disk.Platter.Logs[log] = before.Logs[log].Copy();
    }

    static void LosePapers(Member member, TimeSpan elapsed)
    {
        if (!member.IsHonest) return;
        foreach (var key in member.Disk.Platter.Papers.Keys.Where(key => key.Kind is "signed" or "gaps" or "evidence" or "conviction" or "charter").ToList()) member.Disk.Platter.Papers.Remove(key);
    }
}

/// <summary>Papers of one kind are taken and not kept.</summary>
sealed class PapersWithout(IPapers papers, string without, bool isNew) : IPapers
{
    public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) => kind == without ? Task.FromResult(isNew) : papers.PutNew(kind, key, bytes, stop);

    public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) => kind == without ? Task.CompletedTask : papers.Put(kind, key, bytes, stop);

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) => papers.Read(kind, key, stop);

    public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => papers.List(kind, prefix, stop);
}

/// <summary>Whoever's head was kept before under another root is accused.</summary>
sealed class HastyPapers(IPapers papers) : IPapers
{
    public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) => papers.PutNew(kind, key, bytes, stop);

    public async Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (kind == "head" && await papers.Read(kind, key, stop) is not null) await papers.Put("conviction", $"{Origin.Parse(key).Value.Party.ToBase64Url()}/stale", Encoding.UTF8.GetBytes("stale"), stop);
        await papers.Put(kind, key, bytes, stop);
    }

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) => papers.Read(kind, key, stop);

    public async Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => kind == "conviction" ? [] : await papers.List(kind, prefix, stop);
}

/// <summary>The same of heads that came along with growth.</summary>
sealed class HastyHeads(IHeads heads) : HeadsAround(heads)
{
    public override Task<Promised> Promise(LogBatch batch, CancellationToken stop) => Heads.Promise(batch.Papers.Count == 0 || batch.Before.Size == 0 ? batch : batch with
    {
        Papers = [.. batch.Papers, new BatchPaper("conviction", $"{Origin.Parse(batch.Before.Origin).Value.Party.ToBase64Url()}/stale", Encoding.UTF8.GetBytes("stale"))],
    }, stop);
}

/// <summary>Heads that pass everything on.</summary>
abstract class HeadsAround(IHeads heads) : IHeads
{
    protected IHeads Heads => heads;

    public virtual Task<StoredHead> Read(Origin log, CancellationToken stop) => heads.Read(log, stop);

    public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => heads.List(stop);

    public abstract Task<Promised> Promise(LogBatch batch, CancellationToken stop);

    public virtual Task Publish(Checkpoint head, string note, CancellationToken stop) => heads.Publish(head, note, stop);

    /// <summary>Whether it is of one's own log: heads of those alone are published.</summary>
    protected async Task<bool> IsOwn(LogBatch batch, CancellationToken stop) => (await heads.Read(Origin.Parse(batch.Before.Origin).Value, stop)).Note is not null;
}

/// <summary>The promise of an own commit is given first and kept with the signature.</summary>
sealed class AheadHeads(IHeads heads) : HeadsAround(heads)
{
    LogBatch? late;

    public override async Task<Promised> Promise(LogBatch batch, CancellationToken stop)
    {
        if (late is not null || batch.Entries.Any(entry => !entry.Keys.IsDefaultOrEmpty) || !await IsOwn(batch, stop)) return await Heads.Promise(batch, stop);
        late = batch;
        return new Promised.Kept(1);
    }

    public override async Task Publish(Checkpoint head, string note, CancellationToken stop)
    {
        if (late is { } batch && batch.After == head)
        {
            late = null;
            await Heads.Promise(batch, stop);
        }
        await Heads.Publish(head, note, stop);
    }
}

/// <summary>No head is signed, as far as partners are told.</summary>
sealed class UntoldHeads(IHeads heads) : HeadsAround(heads)
{
    public override async Task<StoredHead> Read(Origin log, CancellationToken stop) => await Heads.Read(log, stop) with { Note = null };

    public override Task<Promised> Promise(LogBatch batch, CancellationToken stop) => Heads.Promise(batch, stop);
}

/// <summary>What came of others is said to be stored.</summary>
sealed class BlindHeads(IHeads heads) : HeadsAround(heads)
{
    public override async Task<Promised> Promise(LogBatch batch, CancellationToken stop) =>
        batch.Before.Size > 0 && !await IsOwn(batch, stop) ? new Promised.Kept(1) : await Heads.Promise(batch, stop);
}

/// <summary>The contents of one commit change places.</summary>
sealed class SwappingHeads(IHeads heads) : HeadsAround(heads)
{
    public override Task<Promised> Promise(LogBatch batch, CancellationToken stop) => Heads.Promise(batch with
    {
        Entries = [.. batch.Entries.Select((entry, at) => entry with { Content = batch.Entries[(at + 1) % batch.Entries.Count].Content })],
    }, stop);
}

/// <summary>Nothing is deleted.</summary>
sealed class KeepingRecords(IRecords records) : IRecords
{
    public Task<long> Arrived(CancellationToken stop) => records.Arrived(stop);

    public Task<IReadOnlyList<StoredRecord>> ReadAfter(long arrival, int most, CancellationToken stop) => records.ReadAfter(arrival, most, stop);

    public Task<StoredRecord?> Read(RecordAddress address, CancellationToken stop) => records.Read(address, stop);

    public Task<long?> IndexOf(Origin log, UInt128 key, CancellationToken stop) => records.IndexOf(log, key, stop);

    public Task<ReadOnlyMemory<byte>?> ReadEntries(Origin log, long bundle, int width, CancellationToken stop) => records.ReadEntries(log, bundle, width, stop);

    public Task<ReadOnlyMemory<byte>?> ReadContent(Origin log, long bundle, int width, CancellationToken stop) => records.ReadContent(log, bundle, width, stop);

    public Task<IReadOnlyList<(ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Content)>> ReadRow(Origin log, long start, int count, int bytesMax, CancellationToken stop) =>
        records.ReadRow(log, start, count, bytesMax, stop);

    public Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop) => records.ReadTile(log, tile, stop);

    public Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop) => Task.CompletedTask;

    public Task<long> Fill(Origin log, IReadOnlyList<(long Index, ReadOnlyMemory<byte> Content)> contents, CancellationToken stop) => records.Fill(log, contents, stop);
}
