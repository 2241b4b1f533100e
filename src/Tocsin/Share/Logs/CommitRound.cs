namespace Tocsin.Share.Logs;

/// <summary>Which of the waiting drafts go into the log together.</summary>
static class CommitRound
{
    /// <summary>Takes as many as fit one commit, in order; stops before one that revises another of the same round. What was
    /// refused before, or repeats another of the round, is settled on the way.</summary>
    public static List<AppendItem> Next(LinkedList<AppendItem> waiting)
    {
        var round = new List<AppendItem>();
        var keys = new Dictionary<UInt128, AppendItem>();
        var bytes = 0;
        while (round.Count < Limits.CommitRecordsMax && waiting.First?.Value is { } item)
        {
            if (item.Refused is { } reason) item.Set(new Appended.Refused(reason));
            else if (item.Record.Keys.Select(keys.GetValueOrDefault).FirstOrDefault(each => each is not null) is { } earlier)
            {
                if (!item.AddsNothingTo(earlier.Record.Digest)) break;
                item.IsSameAs(earlier);
            }
            else
            {
                bytes += item.Record.LeafBytes.Length + item.Record.Content.Length;
                if (round.Count > 0 && bytes > Limits.CommitBytesMax) break;
                foreach (var key in item.Record.Keys) keys[key] = item;
                round.Add(item);
            }
            waiting.RemoveFirst();
        }
        return round;
    }

    /// <summary>Gives the round's items from a position on back to those that wait, before them and in their order.</summary>
    public static void PutBack(List<AppendItem> round, int position, LinkedList<AppendItem> waiting)
    {
        for (var i = round.Count - 1; i >= position; i--) waiting.AddFirst(round[i]);
        round.RemoveRange(position, round.Count - position);
    }
}
