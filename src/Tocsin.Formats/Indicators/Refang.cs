using System.Buffers;

namespace Tocsin.Formats.Indicators;

/// <summary>Undoes the ways in which analysts make an indicator harmless to click.</summary>
static class Refang
{
    static readonly (string Fanged, string Plain)[] Marks =
    [
        ("[.]", "."), ("(.)", "."), ("{.}", "."), ("[dot]", "."), ("(dot)", "."), ("{dot}", "."),
        ("[:]", ":"), ("(:)", ":"), ("[://]", "://"), ("[:/]", ":/"), ("[/]", "/"), ("[@]", "@"), ("[at]", "@"),
        ("[.", "."), (".]", "."), ("\\.", "."),
    ];

    static readonly SearchValues<char> Signs = SearchValues.Create("[]({\\");

    /// <summary>The indicator as a machine writes it.</summary>
    public static string Undo(string written)
    {
        var text = written;
        if (text.AsSpan().ContainsAny(Signs))
            foreach (var (fanged, plain) in Marks) text = text.Replace(fanged, plain, StringComparison.OrdinalIgnoreCase);
        // Other spellings of the scheme (h**p, meow) are too rare to be unmistakable.
        if (text.StartsWith("hxxp", StringComparison.OrdinalIgnoreCase)) text = string.Concat("http", text.AsSpan(4));
        else if (text.StartsWith("fxp", StringComparison.OrdinalIgnoreCase)) text = string.Concat("ftp", text.AsSpan(3));
        return text;
    }
}
