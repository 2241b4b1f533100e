using System.Security.Cryptography;
using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>What a comparison of views with the journal found: a closed set.</summary>
public abstract record Rebuilding
{
    Rebuilding() { }

    /// <summary>Every logical row is what the journal makes it.</summary>
    /// <param name="Rows">How many rows there are.</param>
    /// <param name="Digest">SHA-256 over the rows, each with a newline.</param>
    public sealed record Same(long Rows, Hash Digest) : Rebuilding;

    /// <summary>The first row that is not.</summary>
    /// <param name="Live">The row as it stands; nothing where it is missing.</param>
    /// <param name="Rebuilt">The row as the journal makes it; nothing where it makes none.</param>
    public sealed record Different(string? Live, string? Rebuilt) : Rebuilding;

    /// <summary>A follower moved on while the rows were compared: stop them first.</summary>
    /// <param name="Follower">Which.</param>
    public sealed record Moved(string Follower) : Rebuilding;
}

/// <summary>Makes views again from the journal.</summary>
/// <param name="records">The journal.</param>
/// <param name="passing">Passes the crash points.</param>
public sealed class RebuildViews(IRecords records, Passing passing)
{
    /// <summary>Runs the followers from the beginning into empty views, each to where it stands in the live ones, and compares
    /// every logical row.</summary>
    /// <param name="followers">Makes the followers over the views that they write; in the order in which they need each other.</param>
    /// <param name="live">The views in use; nothing may follow into them meanwhile.</param>
    /// <param name="fresh">Empty views.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<Rebuilding> Check(Func<IViews, IReadOnlyList<IFollower>> followers, IViews live, IViews fresh, CancellationToken stop)
    {
        var rebuilding = followers(fresh);
        var cursors = new List<long>();
        foreach (var follower in rebuilding)
        {
            cursors.Add(await live.Cursor(follower.Name, stop));
            await new FollowerLoop(follower, records, fresh, passing).CatchUp(cursors[^1], stop);
        }
        var answer = await Compare(live, fresh, stop);
        for (var i = 0; i < rebuilding.Count; i++)
            if (await live.Cursor(rebuilding[i].Name, stop) != cursors[i]) return new Rebuilding.Moved(rebuilding[i].Name);
        return answer;
    }

    static async Task<Rebuilding> Compare(IViews live, IViews fresh, CancellationToken stop)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var left = live.LogicalRows(stop).GetAsyncEnumerator(stop);
        await using var right = fresh.LogicalRows(stop).GetAsyncEnumerator(stop);
        for (var rows = 0L; ; rows++)
        {
            var (lives, rebuilt) = (await left.MoveNextAsync() ? left.Current : null, await right.MoveNextAsync() ? right.Current : null);
            if (lives != rebuilt) return new Rebuilding.Different(lives, rebuilt);
            if (lives is null) return new Rebuilding.Same(rows, new Hash(digest.GetHashAndReset()));
            digest.AppendData(Encoding.UTF8.GetBytes(lives + "\n"));
        }
    }
}
