namespace Tocsin.Node.Ui;

/// <summary>A line that one text has and the other has not.</summary>
/// <remarks>IsNew: whether the later text has it.</remarks>
public sealed record LineChange(bool IsNew, string Line);

/// <summary>What changed from one text to another, line by line.</summary>
static class LineChanges
{
    // Beyond so many lines on either side the longest common order is not looked for: all of them are told as changed.
    const int ComparedMax = 1_000;

    /// <summary>The lines that went and came, in their order.</summary>
    public static IReadOnlyList<LineChange> Between(string before, string after)
    {
        ArraySegment<string> old = before.Split('\n'), now = after.Split('\n');
        var same = old.AsSpan().CommonPrefixLength(now);
        (old, now) = (old[same..], now[same..]);
        while (old.Count > 0 && now.Count > 0 && old[^1] == now[^1]) (old, now) = (old[..^1], now[..^1]);
        if (old.Count > ComparedMax || now.Count > ComparedMax) return [.. old.Select(line => new LineChange(IsNew: false, line)), .. now.Select(line => new LineChange(IsNew: true, line))];
        var (common, changes) = (Common(old, now), new List<LineChange>());
        for (var (i, j) = (0, 0); i < old.Count || j < now.Count;)
        {
            if (i < old.Count && j < now.Count && old[i] == now[j]) (i, j) = (i + 1, j + 1);
            else if (j == now.Count || i < old.Count && common[i + 1, j] >= common[i, j + 1]) changes.Add(new(IsNew: false, old[i++]));
            else changes.Add(new(IsNew: true, now[j++]));
        }
        return changes;
    }

    /// <summary>How many lines the rests of both have in common, from each pair of places on.</summary>
    static int[,] Common(ArraySegment<string> old, ArraySegment<string> now)
    {
        var common = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
            for (var j = now.Count - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return common;
    }
}
