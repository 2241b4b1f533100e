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
