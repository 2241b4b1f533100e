using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

// The work that follows from what partners say.
public sealed partial class CircleSync
{
    const int LookSeconds = 1;

    /// <summary>Begins whatever is due. It goes on beside it, one task for each log and for each partner of whom something is wanted: who hangs keeps nobody else waiting.</summary>
    internal async Task Work(CancellationToken stop)
    {
        await RefreshOwn(stop);
        Notice();
        AskForUnread();
        foreach (var ofOne in wanted.Where(each => IsDue(each.Key, each.Value)).GroupBy(each => each.Key.From, each => each.Key.What).OrderBy(each => each.Key, StringComparer.Ordinal))
            if (!fetching.TryGetValue(ofOne.Key, out var before) || before.IsCompleted) fetching[ofOne.Key] = Fetch(ofOne.Key, [.. ofOne.Order(StringComparer.Ordinal)], stop);
        await TellConvictions(stop);
        if (Circle.IsFrozen || !Circle.MembersNow.Contains(House.Party)) return;
        await HearEnds(stop);
        foreach (var (log, entry) in book.All)
        {
            if (entry.Untold is { } haste) TellOf(log, entry, haste);
            if (log == Own || !HasWork(entry) || mirroring.TryGetValue(log, out var running) && !running.IsCompleted) continue;
            mirroring[log] = Advance(log, entry, stop);
        }
    }

    /// <summary>Asks once more for heads that did not verify, where their authors' documents have come since: they are told once.</summary>
    void AskForUnread()
    {
        if (Circle.IsFrozen) return;
        foreach (var (told, version) in unread)
            if (VersionOf(told.Log) != version && Want(told.From, LogPath.Checkpoint(told.Log))) unread.TryRemove(told, out _);
    }

    /// <summary>Another number where a document has come by which a head of the log may verify that did not before.</summary>
    int VersionOf(Origin log) => House.Register.Chain(log.Party.ToBase64Url())?.Version ?? 0;

    /// <summary>Charters bring the heads with which logs end. Who holds more tells of a head that nobody takes any more, so whoever holds less goes by these.</summary>
    async Task HearEnds(CancellationToken stop)
    {
        var version = Circle.Version;
        if (Interlocked.Exchange(ref endsHeard, version) == version) return;
        foreach (var end in Circle.SignedEnds)
            if (end.Log != Own && end.Head.Size > (book.Find(end.Log)?.KeptSize ?? 0)) await TakeNote(House.Party, end.Text, stop);
    }

    /// <summary>Whether anything may be due: with many members a signal comes many times a second, and most logs have nothing to be done.</summary>
    bool HasWork(HeadEntry entry) => entry.Wanted is not null && House.IsDue(entry.NextSeconds, SyncLimits.RetrySecondsMax) || entry.Fork is not null || entry.Wanted is null && !entry.Doubts.IsEmpty
        || entry is { Kept: { } kept, Frozen: null } && (kept.Head != entry.Seen || House.IsDue(entry.LookSeconds, LookSeconds));

    /// <summary>Waits for what was begun.</summary>
    internal Task Settle() => Task.WhenAll(mirroring.Values.Concat(fetching.Values));

    async Task Advance(Origin log, HeadEntry entry, CancellationToken stop)
    {
        await Task.Yield();
        var head = House.IsDue(entry.NextSeconds, SyncLimits.RetrySecondsMax) ? entry.Wanted : null;
        try
        {
            if (entry.Fork is { } fork) await Convict(log, entry, fork, stop);
            if (head is not null)
            {
                var isDone = await TakeBrought(log, entry, head, stop) || await CatchUp(log, head, entry.Tellers.ContainsKey, stop);
                entry.Tried(head, isDone, House.Now);
                if (!isDone) await FallBack(log, entry, stop);
            }
            await Compare(log, entry, stop);
            if (entry.Kept is null || entry.Frozen is not null) return;
            (entry.Seen, entry.LookSeconds) = (entry.Kept.Head, House.Now + LookSeconds);
            if (House.IsDue(entry.FillSeconds, SyncLimits.FillSecondsMin)) await Fill(log, entry, stop);
            if (log.Party == Own.Party) return;
            Cosign(log, entry);
            await GiveReceipt(log, entry, stop);
        }
        catch (IOException e)
        {
            Refuse(e.Message);
        }
        // A head of which was heard meanwhile found this log at work; one that was tried in vain waits for its time.
        if (entry.Wanted is { } heard && !ReferenceEquals(heard, head) && House.IsDue(entry.NextSeconds, SyncLimits.RetrySecondsMax)) Signal();
    }

    /// <summary>What nobody gives may be lost with its author's machine: what lies before it need not be.</summary>
    async Task FallBack(Origin log, HeadEntry entry, CancellationToken stop)
    {
        if (entry.Doubts.Next(entry.KeptSize) is { } smaller && await CatchUp(log, smaller, entry.Doubts.TellersOf(smaller).Contains, stop)) entry.Doubts.Remove(smaller);
    }

    /// <summary>Looks at the heads that are no larger than what is held now. Where no head is wanted, the largest of the others is.</summary>
    async Task Compare(Origin log, HeadEntry entry, CancellationToken stop)
    {
        foreach (var doubt in entry.Doubts.UpTo(entry.KeptSize))
        {
            if (doubt.Head != entry.Kept?.Head && !await IsPrefix(log, entry, doubt, stop)) await CatchUp(log, doubt, entry.Doubts.TellersOf(doubt).Contains, stop);
            entry.Doubts.Remove(doubt);
        }
        if (entry.TakeUp()) Signal();
    }

    /// <summary>Two heads of one size convict by themselves: nobody need be asked for anything.</summary>
    async Task Convict(Origin log, HeadEntry entry, ForkEvidence fork, CancellationToken stop)
    {
        if (await House.Mirror.Convict(fork, stop) is { } refusal) Refuse(refusal);
        entry.Fork = null;
        await TellEvidence(stop);
        await Refresh(log, stop);
    }

    /// <returns>Whether nothing is left to be done for that head.</returns>
    async Task<bool> CatchUp(Origin log, VerifiedHead head, Func<string, bool> isTeller, CancellationToken stop)
    {
        // The first source has it, as a rule. Whoever comes after says first how far it holds the log: an author that signs what nobody has must not cost everybody's work.
        ILogSource[] sources = [.. Sources(log, isTeller).Select((source, place) => place == 0 ? (ILogSource)source : new ReachingSource(source, log, head.Head.Size))];
        var came = await House.Mirror.CatchUp(head, sources, stop);
        foreach (var fault in came.Faults) Refuse(fault.Sentence);
        if (came is Mirrored.Forked) await TellEvidence(stop);
        await Refresh(log, stop);
        return came is not Mirrored.Incomplete;
    }

    /// <summary>Takes up again what is frozen of a party's logs. What does not fit is frozen anew; what convicts the party stays as it is.</summary>
    /// <returns>The logs, each with why it stays frozen, or nothing where it does not.</returns>
    public async Task<IReadOnlyList<(Origin Log, string? Refusal)>> Lift(string party, CancellationToken stop)
    {
        var lifted = new List<(Origin, string?)>();
        var convicted = (await new ListEvidence(House.Register, House.Papers).Of(Circle, stop)).Any(document => document.Party == party) ? $"{party} is convicted of having said two things: 'tocsin circle evidence' lists them" : null;
        foreach (var (log, entry) in book.All.Where(each => each.Value.Frozen is not null && each.Key.Party.ToBase64Url() == party).OrderBy(each => each.Key.Incarnation))
        {
            var refusal = convicted ?? await House.Mirror.Lift(log, stop);
            lifted.Add((log, refusal));
            entry.Frozen = await House.Mirror.Frozen(log, stop);
            if (refusal is null) foreach (var other in Others) Want(other, LogPath.Checkpoint(log));
        }
        Signal();
        return lifted;
    }

    /// <summary>Tells how far a log of another's is held now, where that changed.</summary>
    internal async Task Refresh(Origin log, CancellationToken stop)
    {
        var entry = book[log];
        entry.Frozen = await House.Mirror.Frozen(log, stop);
        if (await House.Mirror.Kept(log, stop) is { } kept && entry.Grow(kept)) TellOf(log, entry, Haste.Soon);
        Signal();
    }

    /// <summary>The author first, then who told of the head, then everybody else; those that do not answer now come last.</summary>
    internal IReadOnlyList<PartnerSource> Sources(Origin log, Func<string, bool> isTeller)
    {
        var author = log.Party.ToBase64Url();
        return
        [
            .. Others.OrderBy(party => partners.GetValueOrDefault(party)?.Trouble is not null)
                .ThenBy(party => party == author ? 0 : isTeller(party) ? 1 : 2).ThenBy(party => party, StringComparer.Ordinal)
                .Select(party => new PartnerSource(this, party)),
        ];
    }

    async Task Fill(Origin log, HeadEntry entry, CancellationToken stop)
    {
        entry.FillSeconds = House.Now + SyncLimits.FillSecondsMin;
        if ((await House.Mirror.Lacking(log, stop)).Wanted.IsEmpty) return;
        (entry.FillAfter, var filled) = await House.Mirror.Fill(log, Sources(log, entry.Tellers.ContainsKey), entry.FillAfter, stop);
        if (filled > 0 && entry.FillAfter >= 0) entry.FillSeconds = House.Now;
    }

    /// <summary>At most once a second, to the author alone.</summary>
    void Cosign(Origin log, HeadEntry entry)
    {
        if (entry.Kept is not { } kept || kept.Head.Size <= entry.CosignedSize || !House.IsDue(entry.CosignedSeconds + SyncLimits.CosignSecondsMin, SyncLimits.CosignSecondsMin) || Circle.End(log) is not null) return;
        var key = House.Key();
        var line = new Cosigner(PartyDocument.SignerName(House.Party), key.Key).Sign(kept.Head, House.Now);
        (entry.CosignedSize, entry.CosignedSeconds) = (kept.Head.Size, House.Now);
        board.Put($"cosignature {log}", log.Party.ToBase64Url(), new CosignatureLine(kept.Head.Body, line.ToString()), Haste.Soon);
    }

    /// <summary>Where something changed, at most every ten seconds, to the author alone.</summary>
    async Task GiveReceipt(Origin log, HeadEntry entry, CancellationToken stop)
    {
        if (entry.Kept is not { } kept || !House.IsDue(entry.ReceiptSeconds + SyncLimits.ReceiptSecondsMin, SyncLimits.ReceiptSecondsMin) || entry.ReceiptLookSeconds == House.Now) return;
        entry.ReceiptLookSeconds = House.Now;   // Signals come by the hundred.
        var gaps = await House.Mirror.Lacking(log, stop);
        var (size, before) = (kept.Head.Size, entry.Receipted);
        var erased = await Erased(log, entry, gaps, size, stop);
        if (before == (size, gaps, erased)) return;
        entry.Receipted = (size, gaps, erased);
        var ranges = gaps.Withheld.Below(size);
        if (ranges.Items.Length > SyncLimits.RangesMax) ranges = new Ranges([.. ranges.Items.Take(SyncLimits.RangesMax - 1), (ranges.Items[SyncLimits.RangesMax - 1].From, size)]);
        var receipt = new Receipt(House.Party, log.ToString(), size, ranges.Pairs(), erased, House.Clock.Now());
        if (entry.Receipt is { } last && (last with { Time = receipt.Time }).Text() == receipt.Text()) return;
        (entry.Receipt, entry.ReceiptSeconds) = (receipt, House.Now);
        board.Put($"receipt {log}", log.Party.ToBase64Url(), new ReceiptNote(receipt.Sign(House.Key().Key)), Haste.Soon);
    }

    /// <summary>How far erasures are carried out: up to the first that does not say here what it erases, once the follower that deletes has read all of the log that is held.</summary>
    async Task<long> Erased(Origin log, HeadEntry entry, Gaps gaps, long size, CancellationToken stop)
    {
        if (gaps.Unread.Items is [var (first, _), ..]) size = Math.Min(size, first);
        if (size == 0) return 0;
        var done = await House.Views.Cursor(ErasureFollower.FollowerName, stop);
        return await House.Records.Read(new Records.RecordAddress(log, size - 1), stop) is { } last && last.Arrival <= done ? size : entry.Receipt?.Erased ?? 0;
    }

    /// <summary>Evidence that leads to nothing new must not cost a fetch each second: it waits for its time, and nobody is woken for it before.</summary>
    bool IsDue((string From, string What) thing, long atSeconds) =>
        House.IsDue(atSeconds, SyncLimits.RetrySecondsMax) && (thing.What != "evidence" || !evidenceFetched.TryGetValue(thing.From, out var last) || House.IsDue(last + SyncLimits.ReceiptSecondsMin, SyncLimits.ReceiptSecondsMin));

    async Task Fetch(string from, IReadOnlyList<string> things, CancellationToken stop)
    {
        await Task.Yield();
        for (var at = 0; at < things.Count; at++)
        {
            if (await Fetch(from, things[at], stop)) continue;
            // Who does not answer is asked for the rest when it is asked for that again.
            foreach (var rest in things.Skip(at + 1).Where(rest => !IsCharter(rest))) wanted[(from, rest)] = House.Now + SyncLimits.RetrySecondsMax;
            break;
        }
        Signal();
    }

    bool IsCharter(string what) => what.StartsWith(ChartersOf, StringComparison.Ordinal);

    /// <returns>Whether there was an answer.</returns>
    async Task<bool> Fetch(string from, string what, CancellationToken stop)
    {
        // A charter never changes, and is wanted until it has come; of anything else there may be more by then.
        var isCharter = IsCharter(what);
        if (!isCharter) wanted.TryRemove((from, what), out _);
        try
        {
            if (what == "evidence")
            {
                evidenceFetched[from] = House.Now;
                foreach (var text in (await Ask(from, "GET", $"/circles/{Id}/evidence", ReadOnlyMemory<byte>.Empty, stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(SyncLimits.EvidenceMax))
                    if (await TakeEvidence(text + "\n", stop) is { } refusal) Refuse($"{from} gave evidence that is refused: {refusal}");
            }
            else if (isCharter)
            {
                if (CharterPapers.Read(await Ask(from, "GET", what, ReadOnlyMemory<byte>.Empty, stop)).Try(out var papers, out var unread)) await TakeCharter(from, papers, stop);
                else Refuse($"{from} gave a charter that does not read: {unread}");
            }
            else if (await TakeNote(from, await Ask(from, "GET", what, ReadOnlyMemory<byte>.Empty, stop), stop) is { } refusal)
            {
                Refuse($"{from} gave a head that is refused: {refusal}");
            }
            return true;
        }
        catch (IOException e)
        {
            Refuse(e.Message);
            // It was told once. Of a charter that is lacking each message tells.
            if (!isCharter && IsOther(from) && e is not PartnerRefusedException { Refusal.IsFinal: true }) wanted.TryAdd((from, what), House.Now + SyncLimits.RetrySecondsMax);
            return e is PartnerRefusedException;
        }
        finally
        {
            if (isCharter) wanted.TryRemove((from, what), out _);
        }
    }

    /// <summary>Judges a document that says it convicts somebody; says why it does not.</summary>
    internal async Task<string?> TakeEvidence(string text, CancellationToken stop)
    {
        string? refusal;
        if (ForkEvidence.Read(System.Text.Encoding.UTF8.GetBytes(text)).Try(out var fork, out var reason))
        {
            if (evidenceTold.ContainsKey(fork.Key()) && book.Find(fork.Log)?.Frozen is not null) return null;
            refusal = book.Bars(fork.Log) ?? await House.Mirror.Convict(fork, stop);
            if (refusal is not null) return refusal;
            book[fork.Log].Frozen = await House.Mirror.Frozen(fork.Log, stop);
            await TellEvidence(stop);
        }
        else if (Conviction.Read(text).Try(out var conviction, out refusal))
        {
            if (!Members().Contains(conviction.Party, StringComparer.Ordinal)) return $"{conviction.Party} is no member of this circle";
            foreach (var note in new[] { conviction.First, conviction.Second })
                if (PartyNote.Claimed(note) == conviction.Party) await House.Register.Take(note, stop);
            await House.Register.Keep(conviction, stop);
            await TellConvictions(stop);
        }
        else
        {
            refusal = $"{reason}; {refusal}";
        }
        return refusal;
    }

    async Task<string> Ask(string party, string method, string target, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var answer = await Send(party, method, target, body, stop);
        if (answer.Status != 200) throw new PartnerRefusedException(party, Refusal.Read(answer));
        return System.Text.Encoding.UTF8.GetString(answer.Body.Span);
    }

    /// <summary>Signs a request and sends it; what comes back says nothing yet.</summary>
    /// <exception cref="IOException">No answer came in time, or it is larger than any may be.</exception>
    internal async Task<PartnerAnswer> Send(string party, string method, string target, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var request = RequestSignature.Sign(method, target, body, party, Id, House.Key(), House.Clock, House.Chance);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(SyncLimits.RequestTimeoutSeconds), House.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            var answer = await House.Link.Ask(party, request, either.Token);
            var most = PartnerAnswer.BytesMax(target);
            return answer.Body.Length <= most ? answer : throw new IOException($"{party} answered {answer.Body.Length} bytes to {method} {target}; {most} are the most");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"{party} did not answer within {SyncLimits.RequestTimeoutSeconds} seconds");
        }
    }
}
