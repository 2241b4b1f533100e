namespace Tocsin.Node.Api.Taxii;

/// <summary>A status that is kept, but for what it says.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">Whose post it is of.</param>
/// <param name="At">When that came: seconds since 1970, UTC.</param>
/// <param name="Bytes">How long it is.</param>
readonly record struct KeptStatus(string Id, string Token, long At, long Bytes);

/// <summary>Knows from memory which statuses must go when one more comes: a file with thousands of them is not looked through for each post.</summary>
sealed class StatusLedger
{
    readonly Row all = new();
    readonly Dictionary<string, Row> tokens = [];
    readonly SortedSet<(long At, long Number)> times = [];
    long last;

    /// <summary>Adds one, and returns the ids of those that go: what is older than a time, then the first ones of its token and of all that there is no room for.</summary>
    public IReadOnlyList<string> Add(KeptStatus status, long since)
    {
        var gone = new List<string>();
        Put(status);
        var own = tokens[status.Token];
        while (times.Count > 0 && times.Min is var (at, number) && at < since) Drop(number, gone);
        while (own.Count > TaxiiLimits.StatusesOfTokenMax || own.Bytes > TaxiiLimits.StatusBytesOfTokenMax) Drop(own.First, gone);
        while (all.Count > TaxiiLimits.StatusesMax || all.Bytes > TaxiiLimits.StatusBytesMax) Drop(all.First, gone);
        return gone;
    }

    /// <summary>Adds one that stands in the file.</summary>
    public void Put(KeptStatus status)
    {
        last++;
        if (!tokens.TryGetValue(status.Token, out var own)) tokens[status.Token] = own = new Row();
        own.Add(last, status);
        all.Add(last, status);
        times.Add((status.At, last));
    }

    void Drop(long number, List<string> gone)
    {
        var status = all.Remove(number);
        var own = tokens[status.Token];
        own.Remove(number);
        if (own.Count == 0) tokens.Remove(status.Token);
        times.Remove((status.At, number));
        gone.Add(status.Id);
    }

    /// <summary>Statuses in the order in which they came.</summary>
    sealed class Row
    {
        readonly SortedDictionary<long, KeptStatus> statuses = [];

        public int Count => statuses.Count;

        public long Bytes { get; private set; }

        public long First => statuses.First().Key;

        public void Add(long number, KeptStatus status)
        {
            statuses.Add(number, status);
            Bytes += status.Bytes;
        }

        public KeptStatus Remove(long number)
        {
            statuses.Remove(number, out var status);
            Bytes -= status.Bytes;
            return status;
        }
    }
}
