using System.Globalization;
using System.Text;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Delivery;

/// <summary>A call as an e-mail: RFC 5322 with the headers of RFC 2045 and 2047, every line ending in CRLF.</summary>
static class MailText
{
    // RFC 2047 §2: an encoded word has at most 75 characters, 12 of which are "=?utf-8?B?" and "?=".
    const int EncodedBytesMax = (75 - 12) / 4 * 3;
    const int Base64LineChars = 76;

    /// <summary>The message, but for the dots that SMTP puts before lines that begin with one.</summary>
    public static string Of(string from, string to, CallMessage message, DateTimeOffset now)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append("\r\n");
        Line($"Date: {now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)}");
        Line($"From: {Header(message.Party, "From: ".Length)} <{from}>");
        Line($"To: <{to}>");
        Line($"Subject: {Header(message.Subject, "Subject: ".Length)}");
        Line($"Message-ID: <{message.Delivery}@{from[(from.LastIndexOf('@') + 1)..]}>");
        Line("Auto-Submitted: auto-generated");
        Line("MIME-Version: 1.0");
        Line("Content-Type: text/plain; charset=utf-8");
        Line("Content-Transfer-Encoding: base64");
        Line("");
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(message.Body().ReplaceLineEndings("\r\n")));
        for (var at = 0; at < body.Length; at += Base64LineChars) Line(body[at..Math.Min(at + Base64LineChars, body.Length)]);
        return text.ToString();
    }

    /// <summary>Words of a header: as they are where that is allowed, else as encoded words, folded.</summary>
    /// <param name="words">The words; what would end a line is a space.</param>
    /// <param name="taken">Characters of the line that are taken already.</param>
    internal static string Header(string words, int taken)
    {
        var line = new string([.. words.Select(c => char.IsControl(c) ? ' ' : c)]);
        if (line.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-') && line.Length + taken <= 76 && line == line.Trim()) return line;
        var encoded = new List<string>();
        var bytes = new List<byte>();
        foreach (var rune in line.EnumerateRunes())
        {
            var more = Encoding.UTF8.GetBytes(rune.ToString());
            if (bytes.Count + more.Length > (encoded.Count == 0 ? EncodedBytesMax - 12 : EncodedBytesMax))
            {
                encoded.Add(Word(bytes));
                bytes.Clear();
            }
            bytes.AddRange(more);
        }
        encoded.Add(Word(bytes));
        return string.Join("\r\n ", encoded);
    }

    /// <summary>RFC 5321 §4.5.2: a line that begins with a full stop gets one more; the end is a line with a full stop alone.</summary>
    internal static string Stuffed(string text) => (text.StartsWith('.') ? "." : "") + text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + (text.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n") + ".\r\n";

    static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
