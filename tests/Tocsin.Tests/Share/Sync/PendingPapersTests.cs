using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>The papers of a charter that waits, told note by note.</summary>
public sealed class PendingPapersTests
{
    [Fact]
    public void Each_note_is_told_once_and_always_with_the_charter()
    {
        var pending = new PendingPapers("charter");
        var first = pending.Take(new CharterPapers("charter", ["a"]));
        Assert.Equal(["charter", "a"], first.Select(note => note.Text));
        var second = pending.Take(new CharterPapers("charter", ["a", "b"]) { Leaves = ["c"] });
        Assert.Equal([("b", 3, false), ("c", 4, true)], second.Select(note => (note.Text, note.Number, note.IsLeave)));
        Assert.Empty(pending.Take(new CharterPapers("charter", ["b"])));

        var papers = pending.Papers(second);
        Assert.Equal(("charter", "b", "c"), (papers.Charter, Assert.Single(papers.Consents), Assert.Single(papers.Leaves!)));
        Assert.Same(papers, pending.Papers([.. second]));
        Assert.Null(pending.Papers(first).Leaves);
    }
}
