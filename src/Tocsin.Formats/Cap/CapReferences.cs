using System.Collections.Immutable;

namespace Tocsin.Formats.Cap;

/// <summary>CAP 1.2 §3.2.1 <c>references</c>: <c>sender,identifier,sent</c>, separated by white space.</summary>
static class CapReferences
{
    /// <summary>Those that can be understood; the others are left out with a note.</summary>
    public static ImmutableArray<CapReference> Read(string text, string at, CapNotes notes)
    {
        var references = ImmutableArray.CreateBuilder<CapReference>();
        foreach (var token in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (token.Split(',') is [{ Length: > 0 } sender, { Length: > 0 } identifier, var sent] && CapTime.Read(sent, out _, out _) is { } time)
                references.Add(new CapReference(sender, identifier, time));
            else
                notes.Note(at, $"'{(token.Length <= 60 ? token : token[..60] + "...")}' is not sender,identifier,sent: left out");
        }
        return references.ToImmutable();
    }

    /// <summary>Null where there is none.</summary>
    public static string? Write(ImmutableArray<CapReference> references) => references.IsDefaultOrEmpty
        ? null
        : string.Join(' ', references.Select(r => $"{r.Sender},{r.Identifier},{CapTime.Write(r.Sent)}"));
}
