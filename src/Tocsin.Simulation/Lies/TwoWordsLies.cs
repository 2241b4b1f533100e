using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Lies;

/// <summary>Signs two charters of one epoch, and shows one to each half of the members.</summary>
sealed class ChartersLie(World world, Member liar) : Lie(world, liar)
{
    CharterPapers[]? papers;

    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (!IsSync(request) || Liar.Node!.Parts.GetValueOrDefault(World.Genesis.Hash())?.Sync.Circle is not { IsFrozen: false, Current: { } now }) return answer;
        papers ??= Two(World, Liar, now);
        return request.Target.Contains(World.Genesis.CircleId(), StringComparison.Ordinal) ? Say(answer, message =>
        {
            Tell(from);
            return message with { Charters = [.. message.Charters ?? [], papers[SideOf(from)]] };
        }) : answer;
    }

    /// <summary>Two charters that follow one, both signed and agreed to by the liar.</summary>
    public static CharterPapers[] Two(World world, Member liar, Charter now) =>
        [.. new[] { "one name", "another name" }.Select(name => Papers(world, liar, now.Renamed(name, world.Clock.Now())))];

    static CharterPapers Papers(World world, Member liar, Charter charter) => new(charter.Sign(liar.Id, liar.Charter),
        [new Consent(charter.Hash().ToBase64Url(), charter.CircleId(), charter.Epoch, liar.Id, world.Clock.Now()).Sign(liar.Charter)]);
}

/// <summary>Signs two charters of one epoch, and shows one to each half of the members while the halves do not reach each other. Where either half and the liar
/// are a quorum, both come into force, and freeze the circle once the halves meet.</summary>
sealed class RivalsLie(World world, Member liar) : Lie(world, liar)
{
    static readonly TimeSpan Apart = TimeSpan.FromSeconds(20), Held = TimeSpan.FromSeconds(2);

    CharterPapers[]? papers;
    Hash[] charters = [];
    Hash epoch;
    bool isApart;

    /// <summary>Cuts the halves off from each other, for long enough that their officers agree, and begins.</summary>
    public void Begin()
    {
        if (papers is not null || Liar.Node?.Parts.GetValueOrDefault(World.Genesis.Hash())?.Sync.Circle is not { IsFrozen: false, Current: { } now }) return;
        World.Count("halves cut off");
        (papers, epoch, isApart) = (ChartersLie.Two(World, Liar, now), now.Hash(), true);
        charters = [.. papers.Select(shown => Charter.Read(shown.Charter).Value.Hash)];
        foreach (var one in World.Members)
            foreach (var other in World.Members.Where(other => one != Liar && other != Liar && SideOf(other) != SideOf(one))) World.Network.Cut.Add((one.Name, other.Name));
        World.Timeline.After(Apart, () =>
        {
            World.Network.Cut.Clear();
            isApart = false;
        });
    }

    /// <summary>What was shown once may have been lost on the way, or with a machine; and of a charter in whose place another was agreed to meanwhile, nobody tells any more.</summary>
    public override bool IsMet(IReadOnlyCollection<Member> members) => charters.Length > 0
        && members.Any(member => member.Node!.Parts.GetValueOrDefault(World.Genesis.Hash())?.Sync.Circle is { } circle && charters.All(charter => circle.Papers(charter) is not null));

    /// <summary>Neither half hears of the other through the liar's own node: it asks nobody any more.</summary>
    public override async Task<Answered?> Instead(Member to, Member from, PartnerRequest request)
    {
        if (papers is null || !IsHere(request)) return null;
        if (from == Liar) return new Answered(null);
        if (!isApart) return null;
        if (!IsSync(request)) return new Answered(null);
        await Task.Delay(Held, Liar.Node!.Clock);
        Tell(from);
        var message = new SyncMessage(epoch.ToBase64Url(), new Dictionary<string, int>()) { Charters = [papers[SideOf(from)]] };
        return new Answered(new PartnerAnswer(200, ImmutableDictionary<string, string>.Empty, message.Bytes()));
    }

    /// <summary>Nor later, when they speak with each other.</summary>
    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (papers is null || !IsHere(request)) return answer;
        if (request.Target.Contains("/charters/", StringComparison.Ordinal)) return answer with { Status = 404, Body = "{}"u8.ToArray() };
        return IsSync(request) ? Say(answer, message => message with { Charters = null }) : answer;
    }

    bool IsHere(PartnerRequest request) => request.Target.Contains(World.Genesis.CircleId(), StringComparison.Ordinal);
}

/// <summary>Signs two party documents of one number, and shows one to each half of the members.</summary>
sealed class DocumentsLie(World world, Member liar) : Lie(world, liar)
{
    string[]? documents;

    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (!IsSync(request)) return answer;
        var newest = PartyNote.Read(Liar.Documents[^1]).Value;
        documents ??= [.. new[] { "one", "another" }.Select(name => newest.Next(World.Clock.Now()).WithName($"{Liar.Name} {name}").Sign(Liar.Root))];
        return Say(answer, message =>
        {
            Tell(from);
            return message with { Documents = [.. message.Documents ?? [], documents[SideOf(from)]] };
        });
    }
}
