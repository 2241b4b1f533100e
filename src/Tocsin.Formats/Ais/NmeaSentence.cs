using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Tocsin.Formats.Ais;

/// <summary>One line of a receiver: a sentence <c>!AIVDM</c> (IEC 61162-1), a tag block before it (NMEA 0183, 4.0), or the time behind it.</summary>
/// <param name="Parts">Of how many sentences the message is made, 1 to 9.</param>
/// <param name="Part">Which of them this is, from 1.</param>
/// <param name="Group">What the parts of one message share: talker, number and channel.</param>
/// <param name="Payload">The armoured bits.</param>
/// <param name="Fill">How many bits of the last character do not count, 0 to 5.</param>
/// <param name="ReceivedAt">When, by the receiver's clock; null where it does not say.</param>
/// <param name="Receiver">Which receiver; null where it does not say.</param>
sealed partial record NmeaSentence(int Parts, int Part, string Group, string Payload, int Fill, Instant? ReceivedAt, string? Receiver)
{
    /// <summary>Seconds of the year 2286: what is more, is milliseconds.</summary>
    const long SecondsMax = 9_999_999_999;

    /// <summary>Whether a line is one, whatever may be wrong in it.</summary>
    public static bool IsOne(string line) => Start().IsMatch(line);

    /// <summary>Reads a line.</summary>
    public static Parsed<NmeaSentence> Read(string line, string at)
    {
        var tags = "";
        if (line.StartsWith('\\'))
        {
            var end = line.IndexOf('\\', 1);
            if (end < 0) return Refuse("the tag block is not closed: the line is cut off");
            tags = line[1..end];
            line = line[(end + 1)..];
            if (tags.LastIndexOf('*') is var sumAt && (sumAt < 0 || !IsSum(tags[..sumAt], tags[(sumAt + 1)..]))) return Refuse("the tag block's checksum does not fit: the line is damaged");
            tags = tags[..sumAt];
        }
        if (!Start().IsMatch(line)) return Refuse("this is no sentence !AIVDM or !AIVDO");
        var star = line.IndexOf('*', StringComparison.Ordinal);
        if (star < 0 || line.Length < star + 3) return Refuse("the sentence has no checksum: it is cut off");
        if (!IsSum(line[1..star], line[(star + 1)..(star + 3)])) return Refuse("the checksum does not fit: the sentence is damaged");
        if (line[1..star].Split(',') is not [var talker, var parts, var part, var number, var channel, var payload, var fill]) return Refuse("the sentence does not have 7 fields");
        if (!Digit(parts, 1, 9, out var of) || !Digit(part, 1, of, out var which)) return Refuse("the sentence does not say which part of how many it is");
        if (!Digit(fill, 0, 5, out var bits)) return Refuse("the number of bits that do not count is not 0 to 5");
        var behind = line[(star + 3)..].Split(',');
        var station = Array.FindIndex(behind, IsStation);
        return new(new NmeaSentence(of, which, $"{talker},{number},{channel}", payload, bits,
            Time(Tag(tags, "c")) ?? Time(behind.ElementAtOrDefault(station + 1)), Tag(tags, "s") ?? (station < 0 ? null : behind[station][1..])));

        Parsed<NmeaSentence> Refuse(string reason) => new(new Refusal(at, reason));
    }

    static bool IsSum(string text, string sum) =>
        byte.TryParse(sum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var said) && text.Aggregate(0, (all, letter) => all ^ letter) == said;

    static bool Digit(string text, int least, int most, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    static string? Tag(string tags, string name) =>
        tags.Split(',').FirstOrDefault(tag => tag.StartsWith(name + ":", StringComparison.Ordinal)) is { Length: > 2 } tag ? tag[2..] : null;

    /// <summary>Seconds since 1970, in milliseconds with some receivers.</summary>
    static Instant? Time(string? text) =>
        text is { Length: >= 9 } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1000 * SecondsMax
            ? number > SecondsMax ? Instant.FromUnixTimeMilliseconds(number) : Instant.FromUnixTimeSeconds(number)
            : null;

    /// <summary>The receiver's number, as coast guards' collectors write it behind the checksum, the time after it: <c>,r003669946,1325394060</c>.</summary>
    static bool IsStation(string field) => field.Length > 4 && field[0] is 'r' or 'b' && field.Skip(1).All(char.IsAsciiLetterOrDigit);

    [GeneratedRegex(@"^(\\[^\\]{1,200}\\)?![A-Z0-9]{2}VD[MO],", RegexOptions.NonBacktracking)]
    private static partial Regex Start();
}
