namespace Tocsin.Warn.Watching;

/// <summary>A short list of numbers: most places have one watcher, a few have thousands.</summary>
struct SlotList
{
    int[]? slots;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<int> Items => slots.AsSpan(0, Count);

    public void Add(int slot)
    {
        slots ??= new int[1];
        if (Count == slots.Length) Array.Resize(ref slots, 2 * Count);
        slots[Count++] = slot;
    }

    public void Remove(int slot)
    {
        var at = Items.IndexOf(slot);
        if (at >= 0) slots![at] = slots[--Count];
    }
}
