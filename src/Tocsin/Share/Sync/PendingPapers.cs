using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>The papers of a charter that waits, as they are told: each note once. To tell them all with each that comes would cost the square of a circle's members, to everybody.</summary>
/// <param name="charter">The charter's note.</param>
sealed class PendingPapers(string charter)
{
    readonly Lock gate = new();
    readonly HashSet<string> told = new(StringComparer.Ordinal);
    CharterPapers? last;

    /// <summary>What was not there before, the charter's own note first.</summary>
    public IReadOnlyList<PendingNote> Take(CharterPapers papers)
    {
        lock (gate)
        {
            var fresh = new List<PendingNote>();
            if (told.Add(charter)) Add(charter, Signed(Charter.Read(charter)), isLeave: false);
            foreach (var note in papers.Consents)
                if (told.Add(note)) Add(note, Signed(Consent.Read(note)), isLeave: false);
            foreach (var note in papers.Leaves ?? [])
                if (told.Add(note)) Add(note, Signed(Leave.Read(note)), isLeave: true);
            return fresh;

            void Add(string note, string? party, bool isLeave) => fresh.Add(new PendingNote(this, told.Count, note, party, isLeave));
        }
    }

    /// <summary>The charter with some of the notes that travel with it, in their order. Many are told the same ones after another.</summary>
    public CharterPapers Papers(IReadOnlyList<PendingNote> some)
    {
        List<string> consents = [.. some.Where(note => !note.IsLeave && note.Text != charter).Select(note => note.Text)], leaves = [.. some.Where(note => note.IsLeave).Select(note => note.Text)];
        lock (gate)
        {
            if (last is { } before && before.Consents.SequenceEqual(consents) && (before.Leaves ?? []).SequenceEqual(leaves)) return before;
            return last = new CharterPapers(charter, consents) { Leaves = leaves.Count == 0 ? null : leaves };
        }
    }

    static string? Signed<T>(Parsed<Signed<T>> read) where T : notnull => read.Try(out var signed, out _) ? signed.Party : null;
}

/// <summary>A note of a charter's papers.</summary>
/// <param name="Of">The papers.</param>
/// <param name="Number">Its number among them.</param>
/// <param name="Text">The note.</param>
/// <param name="Party">Whose it is.</param>
/// <param name="IsLeave">Whether it says that a member leaves.</param>
sealed record PendingNote(PendingPapers Of, int Number, string Text, string? Party, bool IsLeave);
