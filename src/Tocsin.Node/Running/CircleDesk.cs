using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Running;

/// <summary>What an administrator does with circles, put together from the node's own keys and papers.</summary>
/// <param name="node">The node.</param>
/// <param name="root">The file of the root key, where a party document has to be signed; nothing: the one in the folder.</param>
sealed class CircleDesk(TocsinNode node, string? root)
{
    /// <summary>What a new circle is to be.</summary>
    public sealed record Plan(string Name, string Purpose, Tlp Marking, bool Exercise, bool History, int? Quorum, string? Succeeds);

    /// <summary>After a restore nothing is signed that others may hold signed already: what this party agreed to since the backup is on no disk of its own, but on its partners'.</summary>
    /// <exception cref="IOException">Some member of a circle has not answered since.</exception>
    public async Task DemandPapersBack(CancellationToken stop)
    {
        if (node.Folder.Read() is not { IsRestored: true } about) return;
        var (silent, ours) = (new SortedSet<string>(StringComparer.Ordinal), node.Register.Circles.Where(circle => circle.MembersNow.Contains(node.Own.Id) && !about.Heard.Contains(circle.Id.ToBase64Url())).ToList());
        foreach (var circle in ours)
            silent.UnionWith((await node.Sharing.Of(circle, stop)).Unheard.Where(party => !about.Gone.Contains(new GoneMember(circle.Id.ToBase64Url(), party))));
        if (silent.Count > 0)
            throw new IOException($"this node was restored from a backup, and what it has signed since then its partners alone know: serve it with --partners until it has heard from {string.Join(" and ", silent.Select(NameOf))}, or say with 'tocsin sync --gone PARTY' that one will never answer again");
        if (ours.Count > 0) node.Folder.Write(about with { Heard = [.. about.Heard, .. ours.Select(circle => circle.Id.ToBase64Url())] });
    }

    /// <summary>Does not wait for a member of some circles any more: it is gone for good. Should it come back with something that this party signed
    /// after the backup, and something else was signed in its place, that convicts this party.</summary>
    /// <exception cref="IOException">This node was not restored.</exception>
    public void GiveUp(IReadOnlyList<Circle> circles, string party)
    {
        if (node.Folder.Read() is not { IsRestored: true } about) throw new IOException("this node was not restored from a backup, and waits for nobody");
        var gone = circles.Where(circle => circle.MembersNow.Contains(party)).Select(circle => new GoneMember(circle.Id.ToBase64Url(), party));
        node.Folder.Write(about with { Gone = [.. about.Gone.Union(gone)] });
    }

    CharterPen Pen => new(node.Own.Id, node.Own.Signing(NodeKeys.Charter), node.Papers, node.Sources.Clock);

    /// <summary>Founds a circle of this party alone, which invites the others.</summary>
    /// <exception cref="IOException">It cannot be founded; says why.</exception>
    public async Task<Circle> Found(Plan plan, CancellationToken stop)
    {
        var followed = plan.Succeeds is { } named ? node.Circle(named) : null;
        // A circle that is followed leaves its name to the one that follows it.
        if (plan.Name == TocsinNode.PrivateName || node.CirclesCalled(plan.Name).Any(circle => circle != followed && circle.MembersNow.Contains(node.Own.Id)))
            throw new IOException($"there is a circle '{plan.Name}' already");
        var genesis = Charter.Genesis([node.Own.Id], plan.Name, plan.Purpose, plan.Marking, plan.Exercise, node.Sources.Clock.Now(), node.Sources.Chance) with { History = plan.History, Quorum = plan.Quorum };
        if (followed is not null) genesis = genesis.Succeeding(followed.Id.ToBase64Url());
        if (CharterRules.Fault(genesis) is { } fault) throw new IOException(fault);
        await ListLogKey(genesis.CircleId(), stop);
        var (signing, circle) = await new FoundCircle(Pen, node.Register.Shelf).Found(genesis, node.Register.Chain, stop);
        Demand(signing);
        node.Register.Add(circle!);
        await Follow(circle!, stop);
        return circle!;
    }

    /// <summary>Proposes that a party becomes a member, by the papers that it gave.</summary>
    /// <returns>What is to be given to it.</returns>
    /// <exception cref="IOException">It is not proposed; says why.</exception>
    public async Task<PapersFile> Invite(Circle circle, PapersFile party, CancellationToken stop)
    {
        await party.TakeInto(node.Register, stop);
        var ids = party.Documents.Select(note => PartyNote.Read(note)).Where(read => read.IsValue).Select(read => read.Value.Document.Party).Distinct().ToList();
        if (ids is not [var id]) throw new IOException("that file introduces no party, or several: it is what 'tocsin party show --out' writes");
        if (circle.Current?.IsMember(id) == true) throw new IOException($"{NameOf(id)} is a member already");
        var signed = await Propose(circle, (now, time) => now.Joined(id, time), stop);
        return PapersFile.Of(node.Register, circle, signed.Papers);
    }

    /// <summary>Joins the circle to which a file invites.</summary>
    /// <returns>The circle, and what is to be given to who invited.</returns>
    /// <exception cref="IOException">The file does not invite this party; says why.</exception>
    public async Task<(Circle Circle, PapersFile Answer)> Join(PapersFile invitation, CancellationToken stop)
    {
        var circle = (await invitation.TakeInto(node.Register, stop)).Select(taken => taken.Circle).FirstOrDefault() ?? throw new IOException("that file invites to no circle: it is what 'tocsin circle invite' writes");
        if (circle.MembersNow.Contains(node.Own.Id)) throw new IOException($"this party is a member of '{circle.Current!.Name}' already");
        var proposal = circle.Proposals.FirstOrDefault(each => each.Charter.Change == CharterChange.Join(node.Own.Id)) ?? throw new IOException("that file does not invite this party: it may be for another, or the circle has gone on since");
        return (circle, PapersFile.Of(node.Register, circle, (await Consent(circle, proposal, stop)).Papers));
    }

    /// <summary>Proposes a change, and agrees to it.</summary>
    /// <exception cref="IOException">It is not proposed; says why.</exception>
    public async Task<Signing.Signed> Propose(Circle circle, Func<Charter, Instant, Charter> change, CancellationToken stop)
    {
        await DemandPapersBack(stop);
        var gone = circle.Current is { } now && change(now, now.Time) is { Change: { Do: "remove" or "leave", Party: { } party } } ? party : null;
        var signed = Demand(await new ProposeChange(Pen, node.Register.Shelf).Propose(circle, change, await Ends(circle, gone, stop), node.Register.Chain, stop));
        await Follow(circle, stop);
        return signed;
    }

    /// <summary>Agrees to a change that another proposed.</summary>
    /// <exception cref="IOException">It is not agreed to; says why.</exception>
    public async Task<Signing.Signed> Consent(Circle circle, Taking.Waiting proposal, CancellationToken stop)
    {
        await DemandPapersBack(stop);
        var (change, hash) = (proposal.Charter.Change, proposal.Charter.Hash());
        if (change == CharterChange.Join(node.Own.Id) || proposal.Charter.Epoch == 1) await ListLogKey(circle.Id.ToBase64Url(), stop);
        var gone = change is { Do: "remove" or "leave", Party: { } party } ? party : null;
        var signed = Demand(await new ConsentToCharter(Pen, node.Register.Shelf).Consent(circle, circle.Papers(hash)!, await Ends(circle, gone, stop), node.Register.Chain, stop));
        await Follow(circle, stop);
        return signed;
    }

    /// <summary>Leaves a circle: the log there is closed, and its end signed.</summary>
    /// <exception cref="IOException">This party does not leave; says why.</exception>
    public async Task<PapersFile> Leave(Circle circle, CancellationToken stop)
    {
        var ends = await node.Logs.End(circle.Id, stop);
        if (await new LeaveCircle(Pen, node.Register.Shelf).Leave(circle, ends, node.Register.Chain, stop) is Leaving.Left) return PapersFile.Of(node.Register, circle);
        await node.Logs.Resume(circle.Id, stop);
        throw new IOException(circle.Current?.Members.Count == 1 ? "a circle of one has nobody to leave" : "this party is no member of the circle");
    }

    /// <summary>What a party calls itself, and the beginning of its id, which nobody can imitate.</summary>
    public string NameOf(string party) => $"{node.Register.Chain(party)?.Newest?.Document.Name ?? "unknown"} ({PartyNames.Short(party)})";

    async Task ListLogKey(string circle, CancellationToken stop)
    {
        if (node.Own.Newest.Document.Key(PartyKey.Log, circle) is not null) return;
        await DemandPapersBack(stop);
        using var key = node.Own.Keys.ReadOrMake(NodeKeys.LogOf(circle));
        await node.Own.Amend(root, document => document.WithKey(PartyKey.Log, circle, new EcdsaSigningKey(key)), stop);
    }

    /// <summary>Where a party's logs end, where that is to be signed.</summary>
    async Task<IReadOnlyList<string>?> Ends(Circle circle, string? gone, CancellationToken stop) =>
        gone is null ? null : await new HighestHeads(node.Heads, node.Papers).Of(circle.Id, gone, stop);

    /// <summary>The own logs are what the charters say now; that of this circle must be.</summary>
    async Task Follow(Circle circle, CancellationToken stop)
    {
        await node.Logs.Follow(stop);
        if (node.Logs.Trouble(circle.Id) is { } trouble) throw new IOException($"this party's log in '{circle.Current?.Name}' is closed: {trouble}");
    }

    static Signing.Signed Demand(Signing signing) => signing switch
    {
        Signing.Signed signed => signed,
        Signing.Bound bound => throw new IOException($"this party has agreed to another charter of epoch {bound.Other.Epoch} ({Say(bound.Other)}): to agree to two would convict it. It waits until that one is in force, or the circle is succeeded"),
        Signing.Refused refused => throw new IOException(refused.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What a charter changes, in words.</summary>
    internal static string Say(Charter charter) => charter.Change switch
    {
        null => "found the circle",
        { Party: { } party } change => $"{change.Do} {PartyNames.Short(party)}",
        var change => change.Do,
    };
}
