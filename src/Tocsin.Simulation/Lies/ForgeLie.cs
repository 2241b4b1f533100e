using System.Text;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Lies;

/// <summary>Changes bytes of what it serves, asks in others' names, and tells of what others are to have signed, each with their name and its own signature.</summary>
sealed class ForgeLie(World world, Member liar, Dice dice) : Lie(world, liar)
{
    Hash Circle => World.Genesis.Hash();

    public override PartnerRequest Ask(Member to, PartnerRequest request)
    {
        if (!dice.Is(0.05) || World.Honest.Where(member => member != to).ToList() is not { Count: > 0 } others) return request;
        Lied();
        return request with { Headers = request.Headers.SetItem("signature-input", request.Headers["signature-input"].Replace(Liar.Id, dice.Of(others).Id, StringComparison.Ordinal)) };
    }

    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || !dice.Is(0.5)) return answer;
        if (IsSync(request)) return Say(answer, message => Forge(from, message with { Evidence = [Hash.Of("nothing"u8).ToBase64Url()], Growth = Forge(message.Growth) }));
        if (request.Target.EndsWith("/evidence", StringComparison.Ordinal)) return answer with { Body = Encoding.UTF8.GetBytes(Evidence()) };
        // Its own log it leaves alone: what an author itself serves falsely freezes its log, and that ends the lie.
        if (answer.Body.IsEmpty || request.Target.Contains(Liar.Id, StringComparison.Ordinal)) return answer;
        Lied();
        return answer with { Body = Flip(answer.Body) };
    }

    SyncMessage Forge(Member from, SyncMessage message)
    {
        var victim = Victim();
        switch (dice.Below(4))
        {
            case 0:
                return message with { Heads = [.. message.Heads ?? [], new HeadLine { Note = Head(victim, 1 + dice.Below(40)) }] };
            case 1:
                var receipt = new Receipt(victim.Id, LogOf(from).ToString(), 1, [], 1, World.Clock.Now());
                return message with { Receipts = [.. message.Receipts ?? [], Signed(PartyDocument.SignerName(victim.Id), victim.Request, receipt.Text())] };
            case 2 when HeadOf(from) is { } head:
                var name = PartyDocument.SignerName(victim.Id);
                var line = new Cosigner(name, Liar.Request).Sign(head, World.Clock.GetUtcNow().ToUnixTimeSeconds()) with { KeyId = new Cosigner(name, victim.Request).Verifier.KeyId };
                return message with { Cosignatures = [.. message.Cosignatures ?? [], new CosignatureLine(head.Body, line.ToString())] };
            default:
                return message;
        }
    }

    /// <summary>What comes along with its own head freezes nothing where it is false: leaves or contents are changed, moved, or too many.</summary>
    LogGrowth? Forge(LogGrowth? growth) => growth is null ? null : dice.Below(6) switch
    {
        0 => growth with { Entries = Flip(growth.Entries) },
        1 or 2 => growth with { Contents = Flip(growth.Contents) },
        3 => growth with { Contents = StripLie.Strip(growth.Contents.Span) },
        4 => growth with { From = growth.From - 1 },
        _ => growth with { Contents = new byte[SyncLimits.GrowthBytesMax + 1] },
    };

    byte[] Flip(ReadOnlyMemory<byte> bytes)
    {
        var forged = bytes.ToArray();
        forged[dice.Below(forged.Length)] ^= (byte)(1 << dice.Below(8));
        return forged;
    }

    Member Victim() => dice.Of(World.Honest.ToList());

    Origin LogOf(Member author) => new(Circle, author.Hash, 1);

    /// <summary>The newest head that the liar's node keeps of somebody's log.</summary>
    Checkpoint? HeadOf(Member author) =>
        Liar.Disk.Platter.Papers.TryGetValue((Mirror.HeadKind, LogOf(author).ToString()), out var note) ? Checkpoint.Parse(SignedNote.Parse(note).Value.Text).Value : null;

    string Head(Member victim, long size)
    {
        var log = LogOf(victim).ToString();
        return Signed(log, victim.LogKey(World.Genesis.CircleId()), new Checkpoint(log, size, Hash.Of(BitConverter.GetBytes(dice.Next()))).Body);
    }

    /// <summary>Two heads of one size, as if their author had signed both.</summary>
    string Evidence()
    {
        var (victim, size) = (Victim(), 1 + dice.Below(40));
        return JsonLine.Of(new ForkDocument(LogOf(victim).ToString(), [Head(victim, size), Head(victim, size)], []), SyncJson.Default.ForkDocument);
    }

    /// <summary>A text with another's name, the id of the other's key, and a signature that is the liar's.</summary>
    string Signed(string name, SimulatedKey key, string text)
    {
        Lied();
        return new SignedNote(text, [new NoteSigner(name, Liar.Request).Line(text) with { KeyId = new NoteSigner(name, key).Verifier.KeyId }]).ToString();
    }
}
