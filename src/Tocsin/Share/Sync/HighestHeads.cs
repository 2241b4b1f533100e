using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

/// <summary>The highest signed heads that are held of a party's logs in a circle: where they end, should they end now.</summary>
/// <param name="heads">Hold those that this party signed.</param>
/// <param name="papers">Hold those under which logs were mirrored, this party's own of earlier incarnations among them.</param>
public sealed class HighestHeads(IHeads heads, IPapers papers)
{
    /// <summary>The heads as they were signed, one for each incarnation, the last incarnation last; of more than <see cref="Limits.EndsMax"/> the last ones.</summary>
    public async Task<IReadOnlyList<string>> Of(Hash circle, string party, CancellationToken stop)
    {
        var found = new List<string>();
        foreach (var log in (await heads.List(stop)).Where(log => log.Circle == circle && log.Party.ToBase64Url() == party).OrderBy(log => log.Incarnation))
        {
            var kept = await papers.Read(Mirror.HeadKind, log.ToString(), stop) is { IsEmpty: false } paper ? Encoding.UTF8.GetString(paper.Span) : null;
            var highest = new[] { (await heads.Read(log, stop)).Note, kept }.OfType<string>().Select(note => (Note: note, Size: Size(note))).Where(each => each.Size > 0).ToList();
            if (highest.Count > 0) found.Add(highest.MaxBy(each => each.Size).Note);
        }
        return [.. found.TakeLast(Limits.EndsMax)];
    }

    static long Size(string note) => SignedNote.Parse(note).Try(out var signed, out _) && Checkpoint.Parse(signed.Text).Try(out var head, out _) ? head.Size : 0;
}
