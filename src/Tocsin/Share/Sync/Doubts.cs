namespace Tocsin.Share.Sync;

/// <summary>Heads of a log that were told beside the one that is wanted: they are compared once that much is held, and the log grows by them where nobody gives all
/// that the largest covers. Of each teller there is one, its last: nobody pushes out what another told.</summary>
sealed class Doubts
{
    readonly Lock gate = new();
    readonly Dictionary<string, VerifiedHead> told = [];
    readonly List<VerifiedHead> turns = [];

    public bool IsEmpty
    {
        get { lock (gate) return turns.Count == 0; }
    }

    /// <summary>Takes what somebody told.</summary>
    /// <returns>A head of the same size with another root, where there is one.</returns>
    public VerifiedHead? Add(string teller, VerifiedHead head)
    {
        lock (gate)
        {
            var rival = turns.Find(each => each.Head.Size == head.Head.Size && each.Head != head.Head);
            if (turns.Find(each => each.Head == head.Head) is { } same) head = same;
            else turns.Add(head);
            if (told.TryGetValue(teller, out var before) && before.Head != head.Head)
            {
                told[teller] = head;
                if (!told.Values.Any(each => each.Head == before.Head)) turns.Remove(before);
            }
            told[teller] = head;
            return rival;
        }
    }

    /// <summary>The one above a size whose turn it is to be tried; nothing where there is none.</summary>
    public VerifiedHead? Next(long above)
    {
        lock (gate)
        {
            if (turns.Find(each => each.Head.Size > above) is not { } next) return null;
            turns.Remove(next);
            turns.Add(next);
            return next;
        }
    }

    /// <summary>Those up to a size, the smallest first.</summary>
    public IReadOnlyList<VerifiedHead> UpTo(long size)
    {
        lock (gate) return [.. turns.Where(each => each.Head.Size <= size).OrderBy(each => each.Head.Size)];
    }

    public VerifiedHead? Largest()
    {
        lock (gate) return turns.MaxBy(each => each.Head.Size);
    }

    public IReadOnlyList<string> TellersOf(VerifiedHead head)
    {
        lock (gate) return [.. told.Where(each => each.Value.Head == head.Head).Select(each => each.Key)];
    }

    public void Remove(VerifiedHead head)
    {
        lock (gate)
        {
            turns.RemoveAll(each => each.Head == head.Head);
            foreach (var teller in TellersOf(head)) told.Remove(teller);
        }
    }
}
