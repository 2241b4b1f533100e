namespace Tocsin.Share.Parties;

/// <summary>The signed heads by which consents and leaves say where a log ends.</summary>
static class LogEnds
{
    /// <summary>Nothing where the notes are signed heads of different logs, whoever signed them.</summary>
    public static string? Fault(IReadOnlyList<string>? ends)
    {
        if (ends is null) return null;
        if (ends.Count > Limits.EndsMax) return $"at most {Limits.EndsMax} logs end at once, not {ends.Count}";
        var logs = new HashSet<Origin>();
        foreach (var end in ends)
        {
            if (!Read(end).Try(out var head, out var reason)) return $"where a log ends: {reason}";
            if (!logs.Add(head.Log)) return $"the log {head.Log} ends twice";
        }
        return null;
    }

    /// <summary>Reads a signed head of a log of Tocsin's, whoever signed it.</summary>
    public static Parsed<EndHead> Read(string? note)
    {
        if (note is null) return new("a head is null");
        if (!SignedNote.Parse(note).Try(out var signed, out var reason) || !Checkpoint.Parse(signed.Text).Try(out var head, out reason)) return new(reason);
        return Origin.Parse(head.Origin).Try(out var log, out reason) ? new(new EndHead(log, head, signed, note)) : new(reason);
    }

    /// <summary>Keeps the higher of two heads of a log; of two of one size, which convict its author elsewhere, that of the smaller root.</summary>
    public static void Raise(this Dictionary<Origin, EndHead> ends, EndHead end)
    {
        if (!ends.TryGetValue(end.Log, out var held) || end.Head.Size > held.Head.Size
            || (end.Head.Size == held.Head.Size && end.Head.Root.CompareTo(held.Head.Root) < 0)) ends[end.Log] = end;
    }
}

/// <summary>A signed head where a log may end.</summary>
sealed record EndHead(Origin Log, Checkpoint Head, SignedNote Note, string Text)
{
    /// <summary>Whether the log's author signed it, with any key that it ever listed for the circle.</summary>
    public bool IsBy(PartyChain author) => author.KeysEver(PartyKey.Log, Log.Circle.ToBase64Url())
        .Any(key => new NoteVerifier(Log.ToString(), key).Verify(Note) is null);
}
