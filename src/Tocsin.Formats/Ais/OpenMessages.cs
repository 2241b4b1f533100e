using NodaTime;

namespace Tocsin.Formats.Ais;

/// <summary>A message of which all parts have come.</summary>
sealed record WholeMessage(string Payload, int Fill, string At, Instant? ReceivedAt, string? Receiver);

/// <summary>Messages of which parts are still to come.</summary>
sealed class OpenMessages
{
    readonly Dictionary<string, List<(NmeaSentence Sentence, int Line)>> groups = [];

    /// <summary>Gives up what this sentence shows to be lost, and what has waited for too many lines.</summary>
    public IEnumerable<Refusal> Forget(NmeaSentence sentence, int line)
    {
        foreach (var (group, parts) in groups.Where(each => IsLost(each.Key, each.Value, sentence, line)).ToList())
        {
            groups.Remove(group);
            yield return Lost(parts);
        }
    }

    /// <summary>Gives up all.</summary>
    public IEnumerable<Refusal> ForgetAll() => groups.Values.Select(Lost);

    /// <summary>Takes a sentence; gives the message where it was the last that was missing.</summary>
    public WholeMessage? Take(NmeaSentence sentence, string at, int line)
    {
        if (sentence.Parts == 1) return new WholeMessage(sentence.Payload, sentence.Fill, at, sentence.ReceivedAt, sentence.Receiver);
        if (!groups.TryGetValue(sentence.Group, out var parts)) groups[sentence.Group] = parts = [];
        parts.Add((sentence, line));
        if (parts.Count < sentence.Parts) return null;
        groups.Remove(sentence.Group);
        var first = parts[0].Sentence;
        return new WholeMessage(string.Concat(parts.OrderBy(part => part.Sentence.Part).Select(part => part.Sentence.Payload)), parts.MaxBy(part => part.Sentence.Part).Sentence.Fill,
            $"line {parts[0].Line}", first.ReceivedAt ?? sentence.ReceivedAt, first.Receiver ?? sentence.Receiver);
    }

    static bool IsLost(string group, List<(NmeaSentence Sentence, int Line)> parts, NmeaSentence sentence, int line) =>
        line - parts[0].Line > FormatLimits.AisLinesApartMax
        || group == sentence.Group && (parts[0].Sentence.Parts != sentence.Parts || parts.Any(part => part.Sentence.Part == sentence.Part));

    static Refusal Lost(List<(NmeaSentence Sentence, int Line)> parts) =>
        new($"line {parts[0].Line}", $"{parts[0].Sentence.Parts - parts.Count} of the message's {parts[0].Sentence.Parts} sentences are missing");
}
