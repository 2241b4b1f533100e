using System.Collections.Concurrent;

namespace Tocsin.Node.Ui;

/// <summary>What each fragment shows now: rendered once per change, however many pages show it.</summary>
sealed class FragmentCache(FragmentRenderer renderer)
{
    readonly ConcurrentDictionary<Fragment, Entry> entries = new();

    /// <summary>A fragment's text, and which telling of it this is: the number grows when anything but the clock has changed.</summary>
    /// <param name="fragment">Which.</param>
    /// <param name="round">The hub's round; within one, a fragment is rendered once.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<(string Html, long Number)> Get(Fragment fragment, long round, CancellationToken stop)
    {
        var entry = entries.GetOrAdd(fragment, _ => new Entry());
        await entry.Alone.WaitAsync(stop);
        try
        {
            if (entry.Round >= round) return (entry.Html, entry.Number);
            var rendered = await renderer.Render(fragment, problem: null, entry.Number == 0 ? null : entry.Now, stop);
            if (entry.Number == 0 || rendered.Still != entry.Html) (entry.Html, entry.Now, entry.Number) = (rendered.Html, rendered.Now, entry.Number + 1);
            entry.Round = round;
            return (entry.Html, entry.Number);
        }
        finally
        {
            entry.Alone.Release();
        }
    }

    /// <summary>Forgets what nobody has asked for since a round.</summary>
    public void Forget(long before)
    {
        foreach (var (fragment, entry) in entries)
            if (entry.Round < before) entries.TryRemove(fragment, out _);
    }

    sealed class Entry
    {
        public SemaphoreSlim Alone { get; } = new(1);
        public long Round { get; set; } = -1;
        public string Html { get; set; } = "";
        public Instant Now { get; set; }
        public long Number { get; set; }
    }
}
