using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Lies;

/// <summary>Two histories of one log, under the same key: one half of the members is shown the second.</summary>
sealed class ForkLie(World world, Member liar) : Lie(world, liar)
{
    static readonly CancellationToken Stop = CancellationToken.None;

    const int Words = 3;

    PartnerServer? second;
    bool isBegun;

    /// <summary>Writes the second history, from what there is now, and goes on with the first.</summary>
    public void Begin()
    {
        if (isBegun || Liar.Node is not { Server: not null } node || !node.Parts.TryGetValue(World.Genesis.Hash(), out var part) || part.Journal is null) return;
        isBegun = true;
        node.Begin(async () =>
        {
            var (disk, own, bell) = (new SimulatedDisk { Platter = Liar.Disk.Platter.Copy() }, part.Sync.Own, new SimulatedBell());
            var (heads, records) = (new DiskHeads(disk, node.Process), new DiskRecords(disk, node.Process));
            var house = node.House with { Heads = heads, Records = records, Bell = bell, Mirror = new Mirror(heads, records, node.Papers, bell, node.Register.KeysEver, _ => { }) };
            var sync = new CircleSync(house, part.Sync.Circle, own);
            var sealer = new Sealer(own, part.Sync.Circle.Current!.Terms(), new Identity(new byte[Identity.SecretBytes]), node.Clock, node.Chance);
            var journal = await Journal.Open(own, sealer, new LogKey(own, Liar.LogKey(own.Circle.ToBase64Url()), node.Clock), heads, records, bell, _ => { }, Stop);
            for (var count = 0; count < Words; count++) await journal.Append(Word(FormattableString.Invariant($"to some {count}")), Stop);
            await sync.Open(Stop);
            second = new PartnerServer(house, id => id == own.Circle ? sync : null);
            World.Count("forks");
            // In some worlds both histories have the same size, in others the second is larger.
            if (part.Journal is { } first) await first.Append([.. Enumerable.Range(0, 1 + (int)(World.Options.Seed % Words)).Select(count => Word(FormattableString.Invariant($"to others {count}")))], Stop);
        });
    }

    static Draft Word(string headline) => new() { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = headline }] };

    public override async Task<Answered?> Instead(Member to, Member from, PartnerRequest request)
    {
        if (second is null) return null;
        // Those of the second side hear nothing of the first.
        if (from == Liar) return SideOf(to) == 1 && IsSync(request) ? new Answered(null) : null;
        return SideOf(from) == 1 ? new Answered(await second.Answer(request, Stop)) : null;
    }

    /// <summary>Whoever is of the second side and still waits for an answer of the first hears none.</summary>
    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer) =>
        second is not null && SideOf(from) == 1 ? answer with { Status = 503, Body = "{}"u8.ToArray() } : answer;
}
