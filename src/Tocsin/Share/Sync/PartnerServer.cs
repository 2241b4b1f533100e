using System.Collections.Concurrent;
using System.Globalization;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>Answers partners' requests: whoever is no member of a circle now gets nothing of it. See docs/spec/sync.md.</summary>
/// <param name="house">The node.</param>
/// <param name="circles">Finds the sharing of a circle; nothing where this node is in no such circle.</param>
public sealed partial class PartnerServer(SyncHouse house, Func<Hash, CircleSync?> circles) : IDisposable
{
    const string Immutable = "private, max-age=31536000, immutable", Fresh = "private, no-cache", Never = "no-store";
    const string Json = "application/json", Bytes = "application/octet-stream", Plain = "text/plain; charset=utf-8";

    readonly CancellationTokenSource closing = new();
    readonly ConcurrentDictionary<string, SemaphoreSlim> gets = new();

    /// <summary>The requests that were made lately.</summary>
    internal NonceMemory Nonces { get; init; } = new(house.Clock, SyncLimits.NoncesMax);

    /// <summary>Who asks, in which circle, and what it says where it syncs.</summary>
    sealed record Caller(string Party, CircleSync Sync, string Rest, SyncMessage? Message);

    /// <summary>Ends all long polls; whatever is asked from here on is refused.</summary>
    public Task Close() => closing.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => closing.Dispose();

    /// <summary>Answers one request; whatever is wrong with it, the answer says so.</summary>
    public async Task<PartnerAnswer> Answer(PartnerRequest request, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, closing.Token);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            var (caller, refusal) = await Admit(request, either.Token);
            return caller is null ? Say(refusal!) : caller.Message is not null ? await Serve(caller, request, either.Token) : await InTurn(caller, request, either.Token);
        }
        catch (CorruptLogException)
        {
            return Say(new Refusal(404, "what is asked for does not read here; another member may hold it"));
        }
        catch (IOException)
        {
            return Say(new Refusal(503, "the node cannot read its store"));
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return Say(new Refusal(503, "the node is closing"));
        }
    }

    /// <summary>Refuses what needs no look at the body, so that nobody is sent to read it; nothing where the body decides.</summary>
    public PartnerAnswer? RefuseUnread(PartnerRequest request) => Knock(request).Refusal is { } refusal ? Say(refusal) : null;

    /// <summary>What a request says of itself, nothing of which is verified yet.</summary>
    (SignedBy? By, CircleSync? Sync, string Path, Refusal? Refusal) Knock(PartnerRequest request)
    {
        if (request.Target.Split('/', 4) is not ["", "circles", var id, var rest] || !Hash.TryParseBase64Url(id, out var hash)) return No(404, "nothing is served under this path");
        if (!RequestSignature.Read(request).Try(out var by, out var unsigned)) return No(401, unsigned);
        if (by.Circle != id) return No(400, "the path names another circle than the signature");
        // Whether this node is in a circle is nobody's business who is not in it: strangers hear the same in both cases.
        if (circles(hash) is not { } sync || !MayCome(sync, by.Party) && !WasMember(sync, by.Party)) return No(403, $"{by.Party} is not a member of this circle");
        return request.Method == "GET" || request.Method == "POST" && rest == "sync" ? (by, sync, rest, null) : No(404, $"nothing answers {request.Method} under this path");

        static (SignedBy?, CircleSync?, string, Refusal?) No(int status, string sentence) => (null, null, "", new(status, sentence));
    }

    /// <summary>A member asks as fast as it likes; so many of its GETs are answered at once.</summary>
    async Task<PartnerAnswer> InTurn(Caller caller, PartnerRequest request, CancellationToken stop)
    {
        var turns = gets.GetOrAdd(caller.Party, _ => new SemaphoreSlim(SyncLimits.GetsAtOnceMax));
        await turns.Enter(stop);
        try { return await Serve(caller, request, stop); }
        finally { turns.Release(); }
    }

    async Task<(Caller? Caller, Refusal? Refusal)> Admit(PartnerRequest request, CancellationToken stop)
    {
        if (request.Body.Length > SyncLimits.RequestBytesMax) return (null, new(413, $"a request has at most {SyncLimits.RequestBytesMax} bytes"));
        var (by, sync, rest, refused) = Knock(request);
        if (by is null || sync is null) return (null, refused);

        SyncMessage? message = null;
        if (request.Method == "POST")
        {
            if (!SyncMessage.Read(request.Body.Span).Try(out message, out var unread)) return (null, new(400, unread));
            if (message.Growth is not null) return (null, new(400, "growth stands in answers alone"));
            // Documents prove themselves: a partner that has changed its key introduces it, before the signature is judged by it.
            if (MayCome(sync, by.Party) && (house.Register.Chain(by.Party) is not { } known || known.Documents.Length < by.Number)) await sync.Introduce(by.Party, message, stop);
        }

        var chain = house.Register.Chain(by.Party);
        if (chain is null || chain.Documents.Length < by.Number) return (null, new(401, $"document {by.Number} of {by.Party} is not known here: send it along with a sync"));
        if (chain.Conviction is not null) return (null, new(403, $"{by.Party} signed two party documents of one number: nothing new of it is believed"));
        if (chain.KeyNow(PartyKey.Request) is not { } key) return (null, new(401, $"{by.Party} lists no key for requests"));
        if (RequestSignature.Verify(request, house.Party, [key], house.Clock) is { } refuted) return (null, new(401, refuted));
        if (Nonces.Take(by) is { } met) return (null, met == NonceMemory.Met.Before ? new(401, "this request was made before") : new(429, "too many requests in six minutes: wait one"));
        if (message is not null && MayCome(sync, by.Party)) await sync.TakeDocuments(by.Party, message, stop);
        if (Bars(sync, by.Party, rest, message) is not { } barred) return (new Caller(by.Party, sync, rest, message), null);
        if (barred.Status == 409 && Hash.TryParseBase64Url(message!.Epoch, out var unknown)) sync.WantCharter(by.Party, unknown);
        return (null, barred);
    }

    /// <summary>Whether a proposal waits by which a party joins: its consent comes from itself.</summary>
    static bool IsInvited(CircleSync sync, string party) => sync.Circle.Proposals.Any(proposal => proposal.Charter.Change == CharterChange.Join(party));

    /// <summary>Whether documents are taken of a party: of a member, and of who is invited.</summary>
    static bool MayCome(CircleSync sync, string party) => sync.Circle.Answers(party) || IsInvited(sync, party);

    static bool WasMember(CircleSync sync, string party) => sync.Circle.Charters.Any(charter => charter.IsMember(party));

    static Refusal? Bars(CircleSync sync, string party, string rest, SyncMessage? message)
    {
        if (!sync.Circle.Answers(party))
            return new(403, WasMember(sync, party) ? $"{party} is not a member of this circle any more" : $"{party} is not a member of this circle");
        if (message is not null && Hash.TryParseBase64Url(message.Epoch, out var epoch) && sync.Circle.EpochOf(epoch) is null && !sync.Circle.IsFrozen)
            return new(409, $"the charter {message.Epoch} is not known here: send it along, with its consents") { Epoch = sync.Circle.CurrentHash?.ToBase64Url() };
        return sync.Circle.IsFrozen && rest is not ("sync" or "evidence") && !rest.StartsWith("charters/", StringComparison.Ordinal) && !rest.StartsWith("parties/", StringComparison.Ordinal)
            ? new(423, "the circle is frozen: two charters of one epoch have all the agreement they need")
            : null;
    }

    PartnerAnswer Say(Refusal refusal) => Say(refusal.Status, refusal.Bytes(), Refusal.MediaType, Never);

    PartnerAnswer Say(int status, ReadOnlyMemory<byte> body, string type, string cache) => new(
        status, ImmutableDictionary<string, string>.Empty.Add("content-type", type).Add("cache-control", cache).Add("tocsin-time", house.Now.ToString(CultureInfo.InvariantCulture)), body);
}
