using System.Collections.Concurrent;

namespace Tocsin.Node.Ui;

/// <summary>What each fragment shows now: rendered once per change, however many pages show it.</summary>
sealed class FragmentCache(FragmentRenderer renderer)
{
    static readonly Duration JumpMin = Duration.FromSeconds(2);

    readonly ConcurrentDictionary<(Fragment Fragment, string Language), Entry> entries = new();

    /// <summary>A fragment's text in the language of whoever asks, and which telling of it this is: the number grows when anything but the clock has changed.</summary>
    /// <param name="fragment">Which.</param>
    /// <param name="round">The hub's round; within one, a fragment is rendered once.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<(string Html, long Number)> Get(Fragment fragment, long round, CancellationToken stop)
    {
        var entry = entries.GetOrAdd((fragment, Languages.Current.Tag), _ => new Entry());
        await entry.Alone.WaitAsync(stop);
        try
        {
            if (entry.Round >= round) return (entry.Html, entry.Number);
            var rendered = await renderer.Render(fragment, problem: null, entry.Number == 0 ? null : entry.Now, stop);
            if (entry.Number == 0 || rendered.Still != entry.Html || entry.HasJumped(rendered.Now)) entry.Take(rendered);
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
        foreach (var (shown, entry) in entries)
            if (entry.Round < before) entries.TryRemove(shown, out _);
    }

    sealed class Entry
    {
        public SemaphoreSlim Alone { get; } = new(1);
        public long Round { get; set; } = -1;
        public string Html { get; private set; } = "";
        public Instant Now { get; private set; }
        public long Number { get; private set; }

        long taken;

        public void Take(FragmentRenderer.Rendered rendered) =>
            (Html, Now, Number, taken) = (rendered.Html, rendered.Now, Number + 1, TimeProvider.System.GetTimestamp());

        /// <summary>Whether the node's clock was set to another time meanwhile: a page carries the clock on by itself, but cannot know that.</summary>
        public bool HasJumped(Instant now)
        {
            var expected = Now + Duration.FromTimeSpan(TimeProvider.System.GetElapsedTime(taken));
            return Now != default && Duration.Max(now - expected, expected - now) > JumpMin;
        }
    }
}
