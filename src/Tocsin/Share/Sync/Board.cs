using System.Globalization;

namespace Tocsin.Share.Sync;

/// <summary>How soon a partner who waits is to hear of something.</summary>
enum Haste
{
    /// <summary>Together with something else, or when its time is up.</summary>
    None,
    /// <summary>Within a second.</summary>
    Soon,
    /// <summary>At once.</summary>
    AtOnce,
}

/// <summary>What a node has to tell in a circle, each thing numbered by its last change, so that a cursor says what a partner has not heard.</summary>
sealed class Board
{
    readonly Lock gate = new();
    readonly Dictionary<string, LinkedListNode<Posted>> items = [];
    readonly LinkedList<Posted> order = [];     // The last change last: who has heard most of it is not made to wait for a look at all of it.
    readonly string instance;
    readonly Dictionary<string, Signals> waiting = [];
    long last;

    public Board(Chance chance)
    {
        Span<byte> fresh = stackalloc byte[8];
        chance.Fill(fresh);
        instance = Convert.ToHexStringLower(fresh);
    }

    /// <summary>One thing to tell.</summary>
    /// <param name="To">Whom alone it concerns; nothing: all.</param>
    /// <param name="Says">It.</param>
    /// <param name="Haste">How soon whoever has heard up to that number is to hear of it.</param>
    /// <param name="Number">The number of its last change.</param>
    public sealed record Item(string? To, object Says, Haste Haste, long Number);

    /// <summary>What stands under a key: the numbers of its last change, of the last that was to be told soon, and of the last that was to be told at once.</summary>
    sealed record Posted(string? To, object Says, long Number, long Soon, long AtOnce)
    {
        public Item After(long number) => new(To, Says, AtOnce > number ? Haste.AtOnce : Soon > number ? Haste.Soon : Haste.None, Number);
    }

    /// <summary>Puts a thing up, in the place of what stood under its key. Who has not heard of that hears of this as soon as it was to hear of that.</summary>
    public void Put(string key, string? to, object says, Haste haste)
    {
        List<TaskCompletionSource> ringing = [];
        lock (gate)
        {
            var before = items.GetValueOrDefault(key);
            if (before is not null) order.Remove(before);
            last++;
            items[key] = order.AddLast(new Posted(to, says, last, haste == Haste.Soon ? last : before?.Value.Soon ?? 0, haste == Haste.AtOnce ? last : before?.Value.AtOnce ?? 0));
            // Whom it does not concern is not woken: with many members that would cost the square of their number.
            foreach (var signals in to is null ? [.. waiting.Values] : waiting.GetValueOrDefault(to) is { } one ? [one] : Array.Empty<Signals>()) signals.Take(haste, ringing);
        }
        foreach (var signal in ringing) signal.SetResult();
    }

    /// <summary>What changed after a number and concerns a party, the oldest change first, and the number up to which that is all.</summary>
    public (IReadOnlyList<Item> Items, long Number) Since(long number, string party)
    {
        lock (gate)
        {
            var found = new List<Item>();
            for (var node = order.Last; node is not null && node.Value.Number > number; node = node.Previous)
                if (node.Value.To is null || node.Value.To == party) found.Add(node.Value.After(number));
            found.Reverse();
            if (found.Count > SyncLimits.MessageItemsMax) found.RemoveRange(SyncLimits.MessageItemsMax, found.Count - SyncLimits.MessageItemsMax);
            return (found, found.Count == SyncLimits.MessageItemsMax ? found[^1].Number : last);
        }
    }

    /// <summary>Ends with the next change that concerns a party and is to be told by itself.</summary>
    public Task Changed(string party)
    {
        lock (gate) return Of(party).Changed.Task;
    }

    /// <summary>Ends with the next change that concerns a party and is to be told at once.</summary>
    public Task Urgent(string party)
    {
        lock (gate) return Of(party).Urgent.Task;
    }

    Signals Of(string party)
    {
        if (!waiting.TryGetValue(party, out var signals)) waiting[party] = signals = new Signals();
        return signals;
    }

    /// <summary>A number as a partner carries it.</summary>
    public string Cursor(long number) => string.Create(CultureInfo.InvariantCulture, $"{instance}.{number}");

    /// <summary>The number that a partner carries; 0 where it is not of this board, or reaches beyond it.</summary>
    public long Number(string? cursor)
    {
        if (cursor?.Split('.') is not [var of, var text] || of != instance || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return 0;
        lock (gate) return number <= last ? number : 0;
    }

    /// <summary>What a party waits for.</summary>
    sealed class Signals
    {
        public TaskCompletionSource Changed { get; private set; } = New();

        public TaskCompletionSource Urgent { get; private set; } = New();

        /// <summary>Gives away what is to ring, and begins anew.</summary>
        public void Take(Haste haste, List<TaskCompletionSource> ringing)
        {
            if (haste == Haste.None) return;
            ringing.Add(Changed);
            Changed = New();
            if (haste != Haste.AtOnce) return;
            ringing.Add(Urgent);
            Urgent = New();
        }

        static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
