using System.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Ais;

/// <summary>Reads AIS as receivers pass it on: a sentence a line, messages of several sentences put together.</summary>
public static class AisReader
{
    /// <summary>Streams the messages. Types that are not read, broken sentences and parts without the others are refused, each by itself.</summary>
    public static IEnumerable<Item<AisReport>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<AisReport>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value);
        var open = new OpenMessages();
        while (rows.Next())
        {
            if (rows.Broken is null && (rows.Row.IsEmpty || rows.Row[0] == '#')) continue;
            var at = $"line {rows.Line}";
            var sentence = rows.Broken is { } broken ? new(new Refusal(at, broken)) : NmeaSentence.Read(Encoding.UTF8.GetString(rows.Row).Trim(), at);
            if (!sentence.IsRead)
            {
                yield return new Item<AisReport>.Refused(sentence.Refusal);
                continue;
            }
            foreach (var lost in open.Forget(sentence.Value, rows.Line)) yield return new Item<AisReport>.Refused(lost);
            if (open.Take(sentence.Value, at, rows.Line) is { } whole) yield return Item<AisReport>.Of(Message(whole), whole.At);
        }
        foreach (var lost in open.ForgetAll()) yield return new Item<AisReport>.Refused(lost);
    }

    /// <summary>Whether a line begins such a file.</summary>
    internal static bool IsSentence(string line) => NmeaSentence.IsOne(line);

    static Parsed<AisReport> Message(WholeMessage whole)
    {
        if (AisBits.Of(whole.Payload, whole.Fill) is not { } bits) return new(new Refusal(whole.At, "the payload holds a character that stands for no six bits"));
        var message = AisDecoder.Decode(bits, whole.At);
        return message.IsRead ? new(new AisReport(message.Value, whole.ReceivedAt, whole.Receiver)) : new(message.Refusal);
    }
}
