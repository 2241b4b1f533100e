using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Lies;

/// <summary>Gives others' contents and heads, and often its own, to nobody.</summary>
sealed class WithholdLie(World world, Member liar, Dice dice) : Lie(world, liar)
{
    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (IsSync(request)) return Say(answer, message => message with { Heads = dice.Is(0.5) ? null : message.Heads, Evidence = null });
        if (!dice.Is(0.6)) return answer;
        Lied();
        return answer with { Status = 404, Body = "{}"u8.ToArray() };
    }
}

/// <summary>Answers what it answered before.</summary>
sealed class ReplayLie(World world, Member liar, Dice dice) : Lie(world, liar)
{
    readonly Dictionary<string, List<PartnerAnswer>> before = [];

    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        var slot = IsSync(request) ? $"{from.Name} sync" : request.Target;
        if (!before.TryGetValue(slot, out var earlier)) before[slot] = earlier = [];
        if (answer.Status == 200 && earlier.Count < 20) earlier.Add(answer);
        if (earlier.Count == 0 || !dice.Is(0.5)) return answer;
        Lied();
        return dice.Of(earlier);
    }
}

/// <summary>Changes bytes of what it serves, and tells of heads of others that it signed itself.</summary>
sealed class ForgeLie(World world, Member liar, Dice dice) : Lie(world, liar)
{
    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || !dice.Is(0.5)) return answer;
        if (IsSync(request))
            return Say(answer, message => message with { Heads = [.. message.Heads ?? [], new HeadLine { Note = Head() }], Evidence = [Hash.Of("nothing"u8).ToBase64Url()], Growth = Forge(message.Growth) });
        // Its own log it leaves alone: what an author itself serves falsely freezes its log, and that ends the lie.
        if (answer.Body.IsEmpty || request.Target.Contains(Liar.Id, StringComparison.Ordinal)) return answer;
        Lied();
        return answer with { Body = Flip(answer.Body) };
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

    string Head()
    {
        var victim = dice.Of(World.Honest.ToList());
        var log = new Origin(World.Genesis.Hash(), victim.Hash, 1);
        Lied();
        return new NoteSigner(log.ToString(), Liar.Request).Sign(new Checkpoint(log.ToString(), 1 + dice.Below(40), Hash.Of(BitConverter.GetBytes(dice.Next())))).ToString();
    }
}

/// <summary>Speaks as if the first charter were in force for ever.</summary>
sealed class StaleLie(World world, Member liar) : Lie(world, liar)
{
    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer) => !IsSync(request) ? answer : Say(answer, message =>
    {
        Lied();
        return message with { Epoch = World.Genesis.Hash().ToBase64Url(), Charters = null };
    });
}

/// <summary>Serves others' records without what they say: neither "drill" nor "cancelled" is left on them.</summary>
sealed class StripLie(World world, Member liar) : Lie(world, liar)
{
    public override PartnerAnswer Change(Member from, PartnerRequest request, PartnerAnswer answer)
    {
        if (answer.Status != 200 || !request.Target.Contains("/content/", StringComparison.Ordinal) || request.Target.Contains(Liar.Id, StringComparison.Ordinal)) return answer;
        Lied();
        return answer with { Body = Strip(answer.Body.Span) };
    }

    public static byte[] Strip(ReadOnlySpan<byte> contents)
    {
        var stripped = new ArrayBufferWriter<byte>();
        while (contents.Length >= sizeof(uint))
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(contents);
            var content = contents.Slice(sizeof(uint), length);
            var left = new ArrayBufferWriter<byte>();
            contents = contents[(sizeof(uint) + length)..];
            while (Content.TryNext(ref content, out var disclosure))
                if (!Encoding.UTF8.GetString(disclosure).Contains("\",\"what\",", StringComparison.Ordinal)) Content.Append(left, disclosure);
            BinaryPrimitives.WriteUInt32BigEndian(stripped.GetSpan(sizeof(uint)), (uint)left.WrittenCount);
            stripped.Advance(sizeof(uint));
            stripped.Write(left.WrittenSpan);
        }
        return stripped.WrittenSpan.ToArray();
    }
}
