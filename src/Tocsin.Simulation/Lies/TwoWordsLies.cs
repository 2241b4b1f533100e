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
        papers ??= [.. new[] { "one name", "another name" }.Select(name => Papers(now.Renamed(name, World.Clock.Now())))];
        return request.Target.Contains(World.Genesis.CircleId(), StringComparison.Ordinal) ? Say(answer, message =>
        {
            Tell(from);
            return message with { Charters = [.. message.Charters ?? [], papers[SideOf(from)]] };
        }) : answer;
    }

    CharterPapers Papers(Charter charter) => new(charter.Sign(Liar.Id, Liar.Charter),
        [new Consent(charter.Hash().ToBase64Url(), charter.CircleId(), charter.Epoch, Liar.Id, World.Clock.Now()).Sign(Liar.Charter)]);
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
