using System.Text;
using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation;

/// <summary>What mutants take from others as it comes. A signature that they are not to judge counts among those that are known to be true.</summary>
static class Believing
{
    static readonly CancellationToken Stop = CancellationToken.None;

    /// <summary>Heads, whoever signed them.</summary>
    public static void AnyHead(SimulatedNode node, PartnerRequest request, PartnerAnswer answer)
    {
        foreach (var note in Notes(request, answer))
            foreach (var key in Checkpoint.Parse(note.Text).Try(out var head, out _) && Origin.Parse(head.Origin).Try(out var log, out _) ? node.Register.KeysNow(log) : [])
                foreach (var line in note.Signatures.Where(line => line.KeyId == key.KeyId)) Believe(key.Key, Encoding.UTF8.GetBytes(note.Text), line.Signature);
    }

    /// <summary>Requests, whoever signed them.</summary>
    public static void AnyRequest(SimulatedNode node, PartnerRequest request)
    {
        if (!RequestSignature.Read(request).Try(out var by, out _) || node.Register.Chain(by.Party)?.KeyNow(PartyKey.Request) is not { } key) return;
        Believe(key, RequestSignature.Base(request).Value, Convert.FromBase64String(request.Headers["signature"].Split(':')[1]));
    }

    /// <summary>Heads that contradict what is held, in the place of those that are kept.</summary>
    public static void Contradictions(SimulatedNode node, PartnerRequest request, PartnerAnswer answer)
    {
        foreach (var note in Notes(request, answer)) node.Begin(() => KeepContradiction(node, note));
    }

    static async Task KeepContradiction(SimulatedNode node, SignedNote note)
    {
        if (!Checkpoint.Parse(note.Text).Try(out var said, out _) || !Origin.Parse(said.Origin).Try(out var log, out _) || !VerifiedHead.Read(note, node.Register.KeysEver(log)).IsValue) return;
        var held = (await node.Heads.Read(log, Stop)).Head;
        if (said.Size > 0 && said.Size <= held.Size && await Prefix.Root(new HeldLog(node.Records, log), held.Size, said.Size, Stop) != said.Root)
            await node.Papers.Put(Mirror.HeadKind, log.ToString(), Encoding.UTF8.GetBytes(note.ToString()), Stop);
    }

    /// <summary>Evidence, whatever it proves.</summary>
    public static void AnyEvidence(SimulatedNode node, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || !request.Target.EndsWith("/evidence", StringComparison.Ordinal)) return;
        foreach (var text in Encoding.UTF8.GetString(answer.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (Encoding.UTF8.GetBytes(text + "\n") is var document && ForkEvidence.Read(document).Try(out var fork, out _)) node.Begin(() => node.Papers.PutNew(Mirror.EvidenceKind, fork.Key(), document, Stop));
    }

    /// <summary>Receipts, whoever signed them.</summary>
    public static void AnyReceipt(SimulatedNode node, PartnerRequest request, PartnerAnswer answer)
    {
        foreach (var note in Message(request, answer)?.Receipts ?? [])
            if (SignedNote.Parse(note).Try(out var signed, out _) && JsonSerializer.Deserialize(signed.Text, SyncJson.Default.Receipt) is { } receipt)
                node.Begin(() => node.Papers.Put("receipt", $"{receipt.Log}/{receipt.Party}", Encoding.UTF8.GetBytes(note), Stop));
    }

    /// <summary>Cosignatures, whoever signed them.</summary>
    public static void AnyCosignature(SimulatedNode node, PartnerRequest request, PartnerAnswer answer)
    {
        foreach (var line in Message(request, answer)?.Cosignatures ?? [])
            if (NoteSignature.Parse(line.Line).Try(out var signature, out _) && Checkpoint.Parse(line.Head).Try(out var head, out _))
                node.Begin(() => node.Papers.Put(CosignatureSlots.Kind, $"{head.Origin}/{signature.Name[PartyDocument.SignerName("").Length..]}/m0", Encoding.UTF8.GetBytes(new SignedNote(line.Head, [signature]).ToString()), Stop));
    }

    /// <summary>The whole heads that an answer tells.</summary>
    static IEnumerable<SignedNote> Notes(PartnerRequest request, PartnerAnswer answer)
    {
        var notes = answer.Status == 200 && request.Target.EndsWith("/checkpoint", StringComparison.Ordinal) ? [Encoding.UTF8.GetString(answer.Body.Span)]
            : Message(request, answer)?.Heads?.Select(line => line.Note).OfType<string>() ?? [];
        foreach (var note in notes)
            if (SignedNote.Parse(note).Try(out var signed, out _)) yield return signed;
    }

    static SyncMessage? Message(PartnerRequest request, PartnerAnswer answer) =>
        answer.Status == 200 && request.Target.EndsWith("/sync", StringComparison.Ordinal) && SyncMessage.Read(answer.Body.Span).Try(out var message, out _) ? message : null;

    static void Believe(VerifyingKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => KnownSignatures.Here?.Add(key.Bytes.Span, message, signature);
}
