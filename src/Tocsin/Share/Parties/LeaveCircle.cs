namespace Tocsin.Share.Parties;

/// <summary>What came of leaving: a closed set.</summary>
public abstract record Leaving
{
    Leaving() { }

    /// <summary>This party has left. Give the papers to the others, who strike it off by a charter.</summary>
    /// <param name="Papers">The charter in force, with the leave.</param>
    public sealed record Left(CharterPapers Papers) : Leaving;
    /// <summary>It has not.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Leaving;
}

/// <summary>Leaves a circle: this party's own act, in force at once wherever it is known.</summary>
/// <param name="pen">This party's hand.</param>
/// <param name="shelf">Where the papers are kept.</param>
public sealed class LeaveCircle(CharterPen pen, PaperShelf shelf)
{
    /// <summary>Leaves; having left, it says the same again.</summary>
    /// <param name="circle">The circle's history.</param>
    /// <param name="ends">The last signed head of each incarnation of this party's own log there; nothing is to be written to it any more.</param>
    /// <param name="chains">The party documents that are held, this party's own among them.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Leaving> Leave(Circle circle, IReadOnlyList<string> ends, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        if (circle.CurrentHash is not { } hash || circle.Current is not { } now || circle.JoinedAt(pen.Party) is not { } since) return new Leaving.Refused("this party is no member of the circle");
        if (now.Members.Count == 1) return new Leaving.Refused("a circle of one has nobody to leave");
        if (LogEnds.Fault(ends) is { } fault) return new Leaving.Refused(fault);
        var note = await pen.Part(circle.Id, since, now.Epoch, ends, stop);
        circle.Take(circle.Papers(hash)! with { Leaves = [note] }, chains);
        if (!circle.HasLeft(pen.Party))
            return new Leaving.Refused($"the newest party document of {pen.Party} that is held does not list the key that signs charters: bring its documents up to date, and leave again");
        await shelf.Keep(circle, hash, stop);
        return new Leaving.Left(circle.Papers(hash)!);
    }
}
