using System.Collections.Concurrent;
using System.Security.Cryptography;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Running;

/// <summary>This party's own logs: the private one, and one for each circle in which it is a member.</summary>
/// <remarks>They are what the charters say: a log is opened when its circle has this party as a member, enters each epoch behind the
/// leaf that marks it, and is closed when this party is no member any more, or the circle is frozen.</remarks>
sealed class OwnLogs(NodeFolder folder, NodeSources sources, OwnParty party, Register register, IHeads heads, IRecords records, IPapers papers, IBell bell) : IAsyncDisposable
{
    static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim alone = new(1);
    readonly ConcurrentDictionary<Hash, OwnLog> logs = new();
    readonly ConcurrentDictionary<Hash, (string Why, DateTimeOffset Again)> troubles = new();
    readonly HashSet<Hash> ending = [];

    /// <summary>The journals that are open now, the private one's first.</summary>
    public IReadOnlyList<Journal> Journals => [.. logs.Values.OrderBy(log => log.Order).Select(log => log.Journal)];

    /// <summary>The journal of a circle; nothing where this party does not write there.</summary>
    public Journal? Of(Hash circle) => logs.TryGetValue(circle, out var log) ? log.Journal : null;

    /// <summary>Why the log of a circle is closed that should be open; nothing where none is. It is tried again every ten seconds.</summary>
    public string? Trouble(Hash circle) => troubles.TryGetValue(circle, out var trouble) ? trouble.Why : null;

    /// <summary>The journal in which this party says what concerns a record: the one of its circle, where the record is this party's own.</summary>
    public Journal? OfAuthor(Origin log) => Of(log.Circle) is { } journal && log.IsOfAuthorOf(journal.Log) ? journal : null;

    /// <summary>Opens the private log.</summary>
    public async Task<Journal> OpenPrivate(Origin log, CircleTerms terms, CancellationToken stop) =>
        (await Open(log, NodeKeys.PrivateLog, terms, order: -1, stop)).Journal;

    /// <summary>Makes the open journals what the charters say.</summary>
    public async Task Follow(CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            foreach (var circle in register.Circles) await Follow(circle, stop);
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>One circle's trouble is not the others'. Its log is closed, so that nothing is written under an epoch that it did not enter, and tried again later.</summary>
    async Task Follow(Circle circle, CancellationToken stop)
    {
        if (troubles.TryGetValue(circle.Id, out var trouble) && sources.Clock.GetUtcNow() is var now && now < trouble.Again && trouble.Again - now <= TryAgain) return;
        try
        {
            if (circle.IsFrozen || !circle.MembersNow.Contains(party.Id))
            {
                await Close(circle.Id);
                ending.Remove(circle.Id);
            }
            else if (!ending.Contains(circle.Id) && await Opened(circle, stop) is { } own && own.Marked != circle.CurrentHash) await Enter(own, circle, stop);
            troubles.TryRemove(circle.Id, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            troubles[circle.Id] = (e.Message, sources.Clock.GetUtcNow() + TryAgain);
            await Close(circle.Id);
        }
    }

    /// <summary>Closes the log of a circle, so that its end can be signed; it stays closed unless <see cref="Resume"/> is called.</summary>
    /// <returns>The last signed head of each incarnation.</returns>
    public async Task<IReadOnlyList<string>> End(Hash circle, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            ending.Add(circle);
            await Close(circle);
            return await new HighestHeads(heads, papers).Of(circle, party.Id, stop);
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>Opens a log again whose end was not signed after all.</summary>
    public async Task Resume(Hash circle, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try { ending.Remove(circle); }
        finally { alone.Release(); }
        await Follow(stop);
    }

    /// <summary>Goes over to another incarnation of the log of a circle, this one or a later: the one before is never signed again.</summary>
    public async Task Renew(Hash circle, int incarnation, CancellationToken stop)
    {
        await alone.WaitAsync(stop);
        try
        {
            // Another partner showed the same, and it has been renewed since.
            if (logs.TryGetValue(circle, out var open) && open.Journal.Log.Incarnation >= incarnation) return;
            await Close(circle);
            var about = folder.Read();
            var id = circle.ToBase64Url();
            folder.Write(about.With(id, Math.Max(incarnation, about.Circles.GetValueOrDefault(id) + 1)));
        }
        finally
        {
            alone.Release();
        }
        await Follow(stop);
    }

    /// <summary>Gives a log another key: listed first, then used, and the newest head is signed again with it.</summary>
    public async Task Turn(Hash circle, string? root, CancellationToken stop)
    {
        if (!logs.TryGetValue(circle, out var own)) throw new IOException("this party writes no log in that circle");
        var next = party.Keys.Next(own.KeyName);
        await party.Amend(root, document => document.WithKey(PartyKey.Log, circle.ToBase64Url(), new EcdsaSigningKey(next)), stop);
        party.Keys.Settle(own.KeyName, next.ExportSubjectPublicKeyInfo());
        own.Turn(next);
        await own.Journal.Restate(stop);
    }

    async Task<OwnLog?> Opened(Circle circle, CancellationToken stop)
    {
        if (logs.TryGetValue(circle.Id, out var open)) return open;
        var id = circle.Id.ToBase64Url();
        if (party.Newest.Document.Key(PartyKey.Log, id) is null || !party.Keys.Holds(NodeKeys.LogOf(id))) return null;
        var about = folder.Read();
        Hash.TryParseBase64Url(party.Id, out var self);
        // What was written last goes on, whatever became of the file that names its incarnation.
        var written = (await heads.List(stop)).Where(each => each.Circle == circle.Id && each.Party == self).Select(each => each.Incarnation).DefaultIfEmpty(0).Max();
        var log = new Origin(circle.Id, self, Math.Max(written, about.Circles.TryGetValue(id, out var known) ? known : about.Incarnation));
        if (circle.End(log) is not null) log = new Origin(circle.Id, self, log.Incarnation + 1);   // It was out, and is in again.
        if (known != log.Incarnation) folder.Write(about.With(id, log.Incarnation));
        return await Open(log, NodeKeys.LogOf(id), circle.Current!.Terms(), logs.Count, stop);
    }

    async Task<OwnLog> Open(Origin log, string keyName, CircleTerms terms, int order, CancellationToken stop)
    {
        var signing = party.Keys.Read(keyName);
        var former = register.Chain(party.Id)?.KeysEver(PartyKey.Log, log.Circle.ToBase64Url()) ?? [];
        var key = new LogKey(log, new EcdsaSigningKey(signing), sources.Clock, former);
        var journal = await Journal.Open(log, SealerOf(log, terms), key, heads, records, bell, sources.Passing, stop);
        return logs[log.Circle] = new OwnLog(journal, key, signing, keyName, order);
    }

    /// <summary>The mark has a key of its own, so a crash in between repeats nothing.</summary>
    async Task Enter(OwnLog own, Circle circle, CancellationToken stop)
    {
        var (hash, isNew) = (circle.CurrentHash!.Value, own.Journal.Head.Size == 0);
        var mark = new Draft
        {
            Kind = Kind.Charter, What = new DocumentFacts(circle.Papers(hash)!.Charter), Charter = hash,
            Source = new Source { Key = new SourceKey(SourceKey.Own, "charter", [hash.ToBase64Url()], null) },
        };
        if (await own.Journal.Enter(mark, SealerOf(own.Journal.Log, circle.Current!.Terms()), stop) is Appended.Refused refused) throw new IOException(refused.Reason);
        if (isNew) await own.Journal.Append(new Draft { Kind = Kind.Party, What = new DocumentFacts(party.Newest.Text) }, stop);
        own.Marked = hash;
    }

    Sealer SealerOf(Origin log, CircleTerms terms) => new(log, terms, folder.Identity(), sources.Clock, sources.Chance);

    async Task Close(Hash circle)
    {
        if (logs.TryRemove(circle, out var own)) await own.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in logs.Values) await log.DisposeAsync();
    }

    /// <summary>One of them.</summary>
    sealed class OwnLog(Journal journal, LogKey key, ECDsa signing, string keyName, int order) : IAsyncDisposable
    {
        ECDsa signing = signing;

        public Journal Journal => journal;
        public string KeyName => keyName;
        public int Order => order;

        /// <summary>The charter that its newest mark names, as far as this process wrote it.</summary>
        public Hash? Marked { get; set; }

        public void Turn(ECDsa next)
        {
            key.Turn(new EcdsaSigningKey(next));
            signing = next;     // The one before may still be signing; it goes with the process.
        }

        public async ValueTask DisposeAsync()
        {
            await journal.DisposeAsync();
            signing.Dispose();
        }
    }
}
