using System.Buffers;
using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Relays;
using Tocsin.Simulation.Checking;
using Tocsin.Simulation.Machines;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Simulation.Lies;

/// <summary>Passes on what it may not, each with as good a proof as there is: the author's own leaf, head and document.</summary>
sealed class LeakLie(World world, Member liar, Dice dice) : Lie(world, liar)
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly string[] Sorts = ["relays of what is never passed on", "relays without consent", "relays with a forged group", "relays without the facts", "relays of an exercise", "relays of what was erased"];

    readonly Dictionary<RecordAddress, StoredRecord> copies = [];

    /// <summary>Keeps a copy of everything, and passes one of them on.</summary>
    public void Leak()
    {
        if (Liar.Node is not { Server: not null, Process.IsDead: false } node || node.Parts.GetValueOrDefault(World.PortGenesis!.Hash())?.Journal is not { } journal) return;
        var sort = dice.Below(Sorts.Length);
        node.Begin(async () =>
        {
            foreach (var said in World.Truth.Reports.Where(said => !copies.ContainsKey(said.Address)))
                if (await node.Records.Read(said.Address, Stop) is { Content.IsEmpty: false } stored) copies[said.Address] = stored;
            var some = World.Truth.Reports.Where(said => copies.ContainsKey(said.Address) && Is(sort, said)).ToList();
            if (some.Count == 0) return;
            var copy = copies[dice.Of(some).Address];
            var content = sort switch { 2 => With(copy.Content.Span, """["AAAAAAAAAAAAAAAAAAAAAA","text",[{"headline":"all is well"}]]"""), 3 => Without(copy.Content.Span, Group.What), _ => copy.Content };
            if (await PassOn(node, journal, copy, content, consent: sort == 1 && dice.Is(0.5) ? copy : null)) World.Count(Sorts[sort]);
        });
    }

    bool Is(int sort, Said said) => sort switch
    {
        0 => said.Marking >= Tlp.AmberStrict,
        1 => said.Marking == Tlp.Amber && !World.Truth.Consents.Contains((said.Leaf, World.PortGenesis!.Hash())),
        4 => said.Address.Log.Circle == World.DrillGenesis?.Hash(),
        5 => said is { ErasedBy: not null, Marking: Tlp.Green } && said.Address.Log.Circle == World.Genesis.Hash(),
        _ => said.Marking == Tlp.Green && said.Address.Log.Circle == World.Genesis.Hash(),
    };

    /// <summary>Relays as a node would that keeps to no rule.</summary>
    /// <param name="node">The node.</param>
    /// <param name="journal">Its log in the circle that is to have it.</param>
    /// <param name="stored">What is passed on.</param>
    /// <param name="content">What of it, or beside it.</param>
    /// <param name="consent">What is said to be its author's consent.</param>
    /// <returns>Whether it stands in the log.</returns>
    public static async Task<bool> PassOn(SimulatedNode node, Journal journal, StoredRecord stored, ReadOnlyMemory<byte> content, StoredRecord? consent)
    {
        var proofs = new ProveLeaf(node.House);
        if (!(await proofs.Prove(stored, Stop)).Try(out var original, out _)) return false;
        var group = new RelayGroup(original);
        if (consent is not null && (await proofs.Prove(consent, Stop)).Try(out var given, out _)) group = group with { Consent = given with { What = Codec.EncodeToString("[]"u8) } };
        return await journal.Append(new Draft { Kind = Kind.Relay, What = new NoteFacts(), PassedOn = new PassedOn(content, group) }, Stop) is Appended.Stored;
    }

    static ReadOnlyMemory<byte> With(ReadOnlySpan<byte> content, string disclosure)
    {
        var all = new ArrayBufferWriter<byte>();
        all.Write(content);
        Content.Append(all, Encoding.UTF8.GetBytes(disclosure));
        return all.WrittenMemory;
    }

    static ReadOnlyMemory<byte> Without(ReadOnlySpan<byte> content, string group)
    {
        var left = new ArrayBufferWriter<byte>();
        while (Content.TryNext(ref content, out var disclosure))
            if (RecordReader.GroupOf(disclosure) != group) Content.Append(left, disclosure);
        return left.WrittenMemory;
    }
}
