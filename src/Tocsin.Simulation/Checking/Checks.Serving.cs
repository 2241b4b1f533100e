using System.Buffers.Binary;
using System.Text;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

// What an honest node gives to whom.
sealed partial class Checks
{
    const int RequestsAMinuteMax = 600;

    readonly Dictionary<(string From, string To, long Minute), int> asked = [];
    readonly HashSet<(string From, string To)> refused = [];

    public void Served(Member to, SimulatedNode node, Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (request.Target.Split('/') is not ["", "circles", var id, ..] path || !Hash.TryParseBase64Url(id, out var circle)) return;
        if (answer.Status == 403 && to.IsHonest && node.Parts.TryGetValue(circle, out var there) && HasRemoved(there.Sync.Circle, from) && refused.Add((from.Name, to.Name))) world.Count("refusals of who was removed");
        if (answer.Status != 200) return;
        if (!node.Served.Add(Hash.Of(Encoding.UTF8.GetBytes(request.Headers["signature-input"])))) world.Fail("once", $"{to.Name} answers the same request of {from.Name} twice: {request.Method} {request.Target}");
        if (!request.Headers["signature-input"].Contains(from.Id, StringComparison.Ordinal)) world.Fail("entitled", $"{to.Name} answers {from.Name} as if it were somebody else: {request.Target}");
        if (path[^1] == "sync") Calm(from, to);
        if (!node.Parts.TryGetValue(circle, out var part) || part.Sync.Circle.CurrentHash is not { } now || Chain(now) is not { Count: > 0 } chain)
        {
            world.Fail("entitled", $"{to.Name} serves a circle that it has no charter of");
            return;
        }
        if (!chain[0].Members.Contains(from.Id) && !IsOfASide(part.Sync.Circle, chain[0], from)) world.Fail("entitled", $"{to.Name} serves {from.Name}, who is no member of epoch {chain[0].Epoch}: {request.Target}");
        if (path[^1] == "sync") Growth(to, from, answer.Body.Span, chain);
        if (path.Length > 6 && path[5] == "content" && Origin.Parse($"tocsin/{id}/{path[3]}/{path[4]}").Try(out var log, out _)) Content(to, from, log, string.Join('/', path[6..]), answer.Body.Span, chain);
    }

    /// <summary>Whether a request is for a circle that two charters have frozen at the answering node.</summary>
    public static bool IsOfFrozen(SimulatedNode node, PartnerRequest request) =>
        request.Target.Split('/') is ["", "circles", var id, ..] && Hash.TryParseBase64Url(id, out var circle) && node.Parts.GetValueOrDefault(circle)?.Sync.Circle.IsFrozen == true;

    /// <summary>In a frozen circle nothing is given but documents, charters and evidence.</summary>
    public void ServedFrozen(Member to, Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200) return;
        var isMore = request.Target.Split('/')[3] switch
        {
            "sync" => SyncMessage.Read(answer.Body.Span).Value is not { Heads: null, Cosignatures: null, Receipts: null, Growth: null },
            "evidence" or "charters" or "parties" => false,
            _ => true,
        };
        if (isMore) world.Fail("frozen", $"{to.Name} gives {from.Name} what is written in a circle that two charters have frozen: {request.Target}");
    }

    /// <summary>Whether somebody is a member by a charter on either side of what froze a circle, or is to be one.</summary>
    bool IsOfASide(Circle circle, SignedCharter now, Member from) =>
        circle.IsFrozen && world.Truth.Charters.Any(later => later.Value.Members.Contains(from.Id) && later.Value.Epoch > now.Epoch && Chain(later.Key).Contains(now));

    static bool HasRemoved(Circle circle, Member member) => !circle.MembersNow.Contains(member.Id) && circle.Charters.Any(charter => charter.Change == CharterChange.Remove(member.Id));

    /// <summary>How many removals are in force at the honest members that are left, each counted at each of them.</summary>
    public int Removals => world.Honest.Sum(member => member.Node?.Parts.Values.Where(part => part.Sync.Circle.MembersNow.Contains(member.Id)).Sum(part => part.Sync.Circle.Charters.Count(charter => charter.Change?.Do == "remove")) ?? 0);

    void Calm(Member from, Member to)
    {
        var slot = (from.Name, to.Name, (long)world.Timeline.Elapsed.TotalMinutes);
        if ((asked[slot] = asked.GetValueOrDefault(slot) + 1) == RequestsAMinuteMax) world.Fail("calm", $"{from.Name} asks {to.Name} {RequestsAMinuteMax} times in a minute");
    }

    /// <summary>The charters from one back to the genesis.</summary>
    List<SignedCharter> Chain(Hash charter)
    {
        var chain = new List<SignedCharter>();
        for (Hash? at = charter; at is { } hash && world.Truth.Charters.TryGetValue(hash, out var held); at = held.Previous) chain.Add(held);
        return chain;
    }

    /// <summary>Whether a party may read what was written under a charter, by the charters from the one in force back.</summary>
    bool MayRead(string party, Hash? written, Origin log, List<SignedCharter> chain)
    {
        if (log.Party.ToBase64Url() == party) return true;
        if (written is not { } hash || !world.Truth.Charters.TryGetValue(hash, out var own) || !chain.Contains(own)) return false;
        return own.Members.Contains(party) || chain.Any(later => later.Epoch > own.Epoch && later.History && later.Members.Contains(party));
    }

    void Content(Member to, Member from, Origin log, string rest, ReadOnlySpan<byte> body, List<SignedCharter> chain)
    {
        if (TileAddress.TryParseEntryBundle($"tile/entries/{rest}", out var bundle, out var width)) Contents(to, from, log, bundle * Limits.BundleRecords, width, body, chain);
    }

    /// <summary>What comes along with a head.</summary>
    void Growth(Member to, Member from, ReadOnlySpan<byte> body, List<SignedCharter> chain)
    {
        if (body.IndexOf("\"growth\""u8) < 0 || !SyncMessage.Read(body).Try(out var message, out _) || message.Growth is not { } growth || !Origin.Parse(growth.Log).Try(out var log, out _)) return;
        world.Count("growth brought");
        Contents(to, from, log, growth.From, int.MaxValue, growth.Contents.Span, chain);
    }

    void Contents(Member to, Member from, Origin log, long start, int width, ReadOnlySpan<byte> body, List<SignedCharter> chain)
    {
        if (Root(to, log, 0) is null) return;
        var watch = Watch(to, log);
        for (var index = start; index < start + width && body.Length >= sizeof(uint); index++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(body);
            body = body[(sizeof(uint) + (int)length)..];
            if (length > 0 && !MayRead(from.Id, watch.CharterOf(index), log, chain))
                world.Fail("entitled", $"{to.Name} gives {from.Name} the content of leaf {index} of {log}, which it may not read");
        }
    }
}
