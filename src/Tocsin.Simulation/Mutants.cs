using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Lies;
using Tocsin.Simulation.Machines;
using Promised = Tocsin.Share.Logs.Promise;

namespace Tocsin.Simulation;

/// <summary>The table of mutants: each breaks one rule, and each is to be caught.</summary>
static class Mutants
{
    static readonly CancellationToken Stop = CancellationToken.None;

    public static ImmutableArray<Mutant> All { get; } =
    [
        new("serves-the-removed", "a party that is no member any more is answered", "entitled", "once") { Change = ServeAnyway },
        new("serves-all-content", "content goes to whoever is a member, whenever it was written", "entitled") { Change = ServeAllContent },
        new("forgets-nonces", "a request is answered as often as it comes", "once") { Serve = async (node, request) => await node.FreshServer().Answer(request, Stop) },
        new("keeps-erased", "an erasure is heard, and nothing is deleted", "erased") { Records = records => new KeepingRecords(records) },
        new("forgets-who-signed", "a charter is signed though another of its epoch was", "one word") { Papers = papers => new PapersWithout(papers, "signed", isNew: true) },
        new("signs-ahead", "a head is signed before it is durable", "promised") { Heads = heads => new AheadHeads(heads) },
        new("loses-commits", "what was acknowledged is lost with the power", "kept", "one word", "runs", "innocent") { Crashed = LoseCommits },
        new("loses-papers", "papers are lost with the power", "reaches", "one word", "cosigned", "receipted", "convicted") { Crashed = LosePapers },
        new("cosigns-blind", "others' leaves are cosigned and not stored", "cosigned") { Heads = heads => new BlindHeads(heads) },
        new("forgets-what-is-withheld", "what content is lacking is not written down", "receipted", "reaches") { Papers = papers => new PapersWithout(papers, "gaps", isNew: true) },
        new("drops-the-facts", "the group 'what' is left out of what is served", "reaches", "receipted") { Change = (_, _, request, answer) => Task.FromResult(DropFacts(request, answer)) },
        new("tampers", "a leaf is served with one bit changed", "innocent", "reaches") { Change = (_, _, request, answer) => Task.FromResult(Tamper(request, answer)) },
        new("tells-no-heads", "no answer tells of growth", "prompt", "reaches") { Change = (_, _, request, answer) => Task.FromResult(Say(request, answer, message => message with { Heads = null })) },
        new("tells-nobody", "neither answers nor requests tell of the own log's growth", "prompt", "reaches") { Told = heads => new UntoldHeads(heads) },
        new("tells-no-charters", "no answer tells of a new charter", "prompt", "reaches") { Change = (_, _, request, answer) => Task.FromResult(request.Target.Contains("/charters/", StringComparison.Ordinal) ? answer with { Status = 404 } : Say(request, answer, message => message with { Charters = null })) },
        new("keeps-evidence-to-itself", "evidence is found, and not kept", "convicted") { Papers = papers => new PapersWithout(new PapersWithout(papers, "evidence", isNew: true), "conviction", isNew: true) },
        new("convicts-the-stale", "an older head is taken for evidence", "innocent") { Papers = papers => new HastyPapers(papers) },
        new("rings-for-drills", "a record of an exercise rings in earnest", "drill") { Rings = record => record.Leaf.Exercise },
        new("rings-without-facts", "a record whose status was left out rings in earnest", "drill") { Rings = record => record.What is null && !record.Leaf.Exercise },
        new("rings-for-tests", "a record with the status Test or Exercise rings in earnest", "drill") { Rings = record => record.What is { Status: not CapStatus.Actual } },
        new("keeps-its-incarnation", "a node that was set back goes on with the log that it had", "one word", "kept") { KeepsIncarnation = true },
        new("stores-foreign-content", "a content is stored though its leaf does not commit to it", "verifies") { Heads = heads => new SwappingHeads(heads) },
    ];

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

    static PartnerAnswer DropFacts(PartnerRequest request, PartnerAnswer answer) =>
        answer.Status == 200 && request.Target.Contains("/content/", StringComparison.Ordinal) ? answer with { Body = StripLie.Strip(answer.Body.Span) } : answer;

    static PartnerAnswer Tamper(PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || !request.Target.Contains("/entries/", StringComparison.Ordinal)) return answer;
        var changed = answer.Body.ToArray();
        changed[^1] ^= 1;
        return answer with { Body = changed };
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

/// <summary>Heads that pass everything on.</summary>
abstract class HeadsAround(IHeads heads) : IHeads
{
    protected IHeads Heads => heads;

    public virtual Task<StoredHead> Read(Origin log, CancellationToken stop) => heads.Read(log, stop);

    public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => heads.List(stop);

    public abstract Task<Promised> Promise(LogBatch batch, CancellationToken stop);

    public virtual Task Publish(Checkpoint head, string note, CancellationToken stop) => heads.Publish(head, note, stop);
}

/// <summary>A promise is given first and kept with the signature.</summary>
sealed class AheadHeads(IHeads heads) : HeadsAround(heads)
{
    LogBatch? late;

    public override async Task<Promised> Promise(LogBatch batch, CancellationToken stop)
    {
        if (batch.Entries.Any(entry => !entry.Keys.IsDefaultOrEmpty) || late is not null) return await Heads.Promise(batch, stop);
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
    readonly HashSet<string> own = [];

    public override Task<Promised> Promise(LogBatch batch, CancellationToken stop) =>
        batch.Before.Size > 0 && !own.Contains(batch.Before.Origin) ? Task.FromResult<Promised>(new Promised.Kept(1)) : Heads.Promise(batch, stop);

    public override Task Publish(Checkpoint head, string note, CancellationToken stop)
    {
        own.Add(head.Origin);   // One's own alone are published.
        return Heads.Publish(head, note, stop);
    }
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

    public Task<ReadOnlyMemory<byte>?> ReadTile(Origin log, TileAddress tile, CancellationToken stop) => records.ReadTile(log, tile, stop);

    public Task Erase(RecordAddress address, ReadOnlyMemory<byte> remaining, bool forgetIdentity, CancellationToken stop) => Task.CompletedTask;

    public Task<long> Fill(Origin log, IReadOnlyList<(long Index, ReadOnlyMemory<byte> Content)> contents, CancellationToken stop) => records.Fill(log, contents, stop);
}
