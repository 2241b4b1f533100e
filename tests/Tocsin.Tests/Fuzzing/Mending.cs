using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Tests.Fuzzing;

/// <summary>Puts right in a mutant what would have it refused at the door: checksums, digests, signatures.</summary>
static partial class Mending
{
    /// <summary>The checksums of NMEA 0183 sentences, those of tag blocks too.</summary>
    public static byte[] Sentences(byte[] bytes) => Encoding.Latin1.GetBytes(Sentence().Replace(Encoding.Latin1.GetString(bytes), match =>
    {
        var sum = match.Groups["said"].Value.Aggregate(0, (all, letter) => all ^ letter) & 0xFF;
        return $"{match.Groups["start"].Value}{match.Groups["said"].Value}*{sum.ToString("X2", CultureInfo.InvariantCulture)}";
    }));

    /// <summary>Signs again, as the made party, what stands before a note's signatures; what no note may say stays as it is.</summary>
    public static byte[] Note(byte[] bytes, ISigningKey key)
    {
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes.AsSpan(0, end)).TrimEnd('\n') + "\n";
        try { return Encoding.UTF8.GetBytes(new NoteSigner(PartyDocument.SignerName(MadeFiles.Party.Id), key).Sign(text).ToString()); }
        catch (ArgumentException) { return bytes; }
    }

    /// <summary>A leaf in the first line commits to the disclosures in the others.</summary>
    public static byte[] Digests(byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        var digests = lines.Skip(1).Where(line => line.Length > 0).Select(line => Disclosure.Digest(Encoding.UTF8.GetBytes(line))).Distinct().Order().Select(digest => $"\"{digest.ToBase64Url()}\"");
        lines[0] = Committed().Replace(lines[0], $"\"_sd\":[{string.Join(',', digests)}]");
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    [GeneratedRegex(@"(?<start>[!$\\])(?<said>[^*!$\\\r\n]*)\*[0-9A-Fa-f]{2}")]
    private static partial Regex Sentence();

    [GeneratedRegex("\"_sd\":\\[[^\\]]*\\]")]
    private static partial Regex Committed();
}
