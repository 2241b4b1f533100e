namespace Tocsin.Node.Ui;

/// <summary>What was used last, so many at most. Loss: harmless.</summary>
/// <param name="most">How many, 1 or more.</param>
sealed class Recent<TKey, TValue>(int most) where TKey : notnull
{
    readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> places = [];
    readonly LinkedList<(TKey Key, TValue Value)> order = [];
    readonly Lock gate = new();

    /// <summary>What is kept under a key; the default where nothing is.</summary>
    public TValue? Find(TKey key)
    {
        lock (gate)
        {
            if (!places.TryGetValue(key, out var place)) return default;
            order.Remove(place);
            order.AddFirst(place);
            return place.Value.Value;
        }
    }

    /// <summary>Keeps something, in the place of what was used longest ago.</summary>
    public void Keep(TKey key, TValue value)
    {
        lock (gate)
        {
            if (places.Remove(key, out var old)) order.Remove(old);
            else if (places.Count == most)
            {
                places.Remove(order.Last!.Value.Key);
                order.RemoveLast();
            }
            places[key] = order.AddFirst((key, value));
        }
    }
}
