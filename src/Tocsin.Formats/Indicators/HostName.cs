using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Tocsin.Formats.Indicators;

/// <summary>A host name in the form in which it is compared: lower-case ASCII, punycode, no trailing dot.</summary>
static class HostName
{
    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };
    static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    // Suffixes of files; none is a top-level domain.
    static readonly FrozenSet<string> FileSuffixes = FrozenSet.Create("php", "html", "htm", "asp", "aspx", "jsp", "exe", "dll", "bat",
        "vbs", "js", "doc", "docx", "xls", "xlsx", "pdf", "txt", "jpg", "jpeg", "png", "gif", "rar", "iso", "lnk", "jar", "apk", "tmp");

    /// <summary>The host, or why it is none.</summary>
    public static Parsed<string> Parse(string text)
    {
        var host = text.TrimEnd('.').ToLowerInvariant();
        if (host.Length == 0) return Refuse("the host name is empty");
        try
        {
            // Also checks that what claims to be punycode (xn--) is.
            if (!Ascii(host)) host = Idn.GetAscii(host);
            else if (host.Contains("xn--", StringComparison.Ordinal)) Idn.GetUnicode(host);
        }
        catch (ArgumentException)
        {
            return Refuse($"'{Short(text)}' is not a valid international host name");
        }
        if (host.Length > 253) return Refuse("the host name is longer than 253 characters");
        var labels = host.Split('.');
        if (labels.Length < 2) return Refuse($"'{Short(text)}' is not a host name: it has no dot");
        foreach (var label in labels)
        {
            if (label.Length is 0 or > 63) return Refuse("a part of the host name is empty or longer than 63 characters");
            if (label.AsSpan().ContainsAnyExcept(Letters)) return Refuse($"'{Short(text)}' is not a host name: it has a character that no host name has");
            if (label[0] == '-' || label[^1] == '-') return Refuse("a part of the host name begins or ends with a hyphen");
        }
        var last = labels[^1];
        if (char.IsAsciiDigit(last[0]) && last.All(char.IsAsciiDigit)) return Refuse($"'{Short(text)}' is neither a host name nor a valid IP address");
        if (last.Contains('_') || last.Length < 2) return Refuse($"'.{last}' is no top-level domain");
        return FileSuffixes.Contains(last) ? Refuse($"'.{last}' is no top-level domain: a file name, or a slash is missing") : new(host);
    }

    static bool Ascii(string text) => System.Text.Ascii.IsValid(text);

    static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";

    static Parsed<string> Refuse(string reason) => new(new Refusal("", reason));
}
