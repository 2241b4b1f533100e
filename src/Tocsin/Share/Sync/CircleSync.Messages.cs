using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

// What is told, and what is taken.
public sealed partial class CircleSync
{
    /// <summary>What a partner has not heard.</summary>
    /// <param name="party">The partner.</param>
    /// <param name="number">The number of the last change that it heard of.</param>
    /// <param name="theirs">Its last message, which says what documents it holds; nothing where it has sent none.</param>
    /// <param name="isAnswer">Whether it is an answer to the partner's request.</param>
    /// <returns>The message, the number of the last change in it, and how soon it is to be told.</returns>
    internal (SyncMessage Message, long Number, Haste Haste) Tell(string party, long number, SyncMessage? theirs, bool isAnswer)
    {
        var held = Notice();
        var (items, next) = board.Since(number, party);
        var says = items.Select(item => item.Says).ToList();
        if (Circle.IsFrozen) says.RemoveAll(thing => thing is not (EvidenceName or CharterPapers));
        var message = new SyncMessage(held.Epoch?.ToBase64Url() ?? "", held.Parties)
        {
            Documents = Documents(theirs, held.Parties),
            Charters = Charters(theirs, says.OfType<CharterPapers>()),
            Heads = List<HeadLine>(says),
            Cosignatures = List<CosignatureLine>(says),
            Receipts = List<ReceiptNote>(says)?.Select(receipt => receipt.Note).ToList(),
            Evidence = List<EvidenceName>(says)?.Select(evidence => evidence.Name).ToList(),
        };
        // A proposal goes with every message as long as it waits; it is urgent once. Whoever says that it holds the same documents and charters is not woken for them.
        var haste = PapersIn(message) is { } papers && papersTold.GetValueOrDefault((party, isAnswer)) != papers ? Haste.AtOnce : items.Where(item => item.Says is not Acquaintance || theirs?.States(message.Epoch, message.Parties) != true).Select(item => item.Haste).DefaultIfEmpty(Haste.None).Max();
        return (message, next, haste);
    }

    /// <summary>What is known of the circle and its members now; where that is more than before, whoever waits hears of it.</summary>
    Acquaintance Notice()
    {
        var (version, before) = (Circle.Version, known);
        if (before is not null && before.Version == version) return before;
        TellPending();
        var now = new Acquaintance(version, Circle.CurrentHash, Known());
        known = now;
        if (before is not null && before.Parties.GetValueOrDefault(House.Party) < now.Parties.GetValueOrDefault(House.Party)) board.Put("growth", null, now, Haste.AtOnce);
        else if (before is not null && (before.Epoch != now.Epoch || !ReferenceEquals(before.Parties, now.Parties) && !before.Parties.SequenceEqual(now.Parties))) board.Put("growth", null, now, Haste.Soon);
        return now;
    }

    /// <summary>Remembers which documents and charters a partner was told last.</summary>
    internal void Told(string party, SyncMessage message, bool isAnswer)
    {
        if (PapersIn(message) is { } papers) papersTold[(party, isAnswer)] = papers;
    }

    static Hash? PapersIn(SyncMessage message) => message.Documents is null && message.Charters is null ? null
        : Hash.Of(System.Text.Encoding.UTF8.GetBytes(string.Concat([.. message.Documents ?? [], .. (message.Charters ?? []).Select(papers => papers.Hash().ToBase64Url())])));

    static List<T>? List<T>(List<object> says) => says.OfType<T>().ToList() is { Count: > 0 } some ? some : null;

    DocumentCounts Known() => DocumentCounts.Of(Members().Order(StringComparer.Ordinal).Select(member => KeyValuePair.Create(member, House.Register.Chain(member)?.Documents.Length ?? 0)));

    /// <summary>Everybody whose documents matter here: members of any epoch, and who is to join.</summary>
    IEnumerable<string> Members() => Circle.Charters.SelectMany(charter => charter.Members).Prepend(House.Party)
        .Concat(Circle.Proposals.SelectMany(proposal => proposal.Charter.Members)).Distinct(StringComparer.Ordinal);

    List<string>? Documents(SyncMessage? theirs, DocumentCounts held)
    {
        if (theirs is null || ReferenceEquals(theirs.Parties, held)) return null;
        var lacking = held.Where(each => theirs.Parties.GetValueOrDefault(each.Key) < each.Value)
            .SelectMany(each => House.Register.Chain(each.Key)?.Documents.Skip(theirs.Parties.GetValueOrDefault(each.Key)) ?? []).Select(note => note.Text);
        return Fitting(lacking, text => text.Length) is { Count: > 0 } some ? some : null;
    }

    /// <summary>The charters in force that the other lacks, and what is new of those that wait.</summary>
    List<CharterPapers>? Charters(SyncMessage? theirs, IEnumerable<CharterPapers> pending)
    {
        var held = theirs is null ? Circle.Charters.Length : Hash.TryParseBase64Url(theirs.Epoch, out var hash) ? Circle.EpochOf(hash) ?? 0 : 0;
        var lacking = Enumerable.Range(held + 1, Math.Max(0, Circle.Charters.Length - held)).Select(epoch => Circle.HashOf(epoch)!.Value).Select(Circle.Papers).OfType<CharterPapers>();
        return Fitting(lacking.Concat(pending).DistinctBy(papers => papers.Charter), each => each.Text().Length) is { Count: > 0 } some ? some : null;
    }

    /// <summary>Puts up what waits for agreement, what froze the circle, and who leaves: once, and again when more of it is known.</summary>
    void TellPending()
    {
        var pending = Circle.Proposals.Select(proposal => proposal.Charter.Hash()).Concat(Circle.Rivals.Select(rival => rival.Hash()))
            .Concat(Circle.CurrentHash is { } now && Circle.Current!.Members.Any(Circle.HasLeft) ? [now] : []);
        foreach (var hash in pending.Distinct())
        {
            if (Circle.Papers(hash) is not { } papers) continue;
            var known = (papers.Consents.Count, papers.Leaves?.Count ?? 0);
            if (pendingTold.TryGetValue(hash, out var told) && told == known) continue;
            pendingTold[hash] = known;
            board.Put($"charter {hash.ToBase64Url()}", null, papers, Haste.AtOnce);
        }
    }

    /// <summary>As many as fit a third of a request; the rest goes with the next, and what is larger by itself is fetched.</summary>
    static List<T> Fitting<T>(IEnumerable<T> things, Func<T, int> size)
    {
        var (fitting, room) = (new List<T>(), SyncLimits.RequestBytesMax / 3);
        foreach (var thing in things)
        {
            var length = size(thing);
            if (length > SyncLimits.RequestBytesMax / 3) continue;
            if ((room -= length) < 0 || fitting.Count == SyncLimits.MessageItemsMax) break;
            fitting.Add(thing);
        }
        return fitting;
    }

    /// <summary>Takes the documents of a message: those of members, or of who is to be one.</summary>
    internal async Task TakeDocuments(string from, SyncMessage message, CancellationToken stop)
    {
        if (message is { Documents: null, Charters: null } && Hash.TryParseBase64Url(message.Epoch, out var same) && same == Circle.CurrentHash)
        {
            await TellConvictions(stop);
            return;
        }
        // Members' documents first, so that their charters are verified as they come; then those of whom the charters make members.
        var notes = (message.Documents ?? []).Select(note => (Party: PartyNote.Claimed(note), Note: note)).ToList();
        var members = Members().ToHashSet(StringComparer.Ordinal);
        await TakeDocuments(from, notes.Where(each => each.Party is null || members.Contains(each.Party)), stop);
        foreach (var papers in message.Charters ?? []) await TakeCharter(from, papers, stop);
        var joining = Members().Except(members).ToHashSet(StringComparer.Ordinal);
        await TakeDocuments(from, notes.Where(each => each.Party is not null && joining.Contains(each.Party)), stop);
        if (Hash.TryParseBase64Url(message.Epoch, out var epoch) && Circle.EpochOf(epoch) is null && !Circle.IsFrozen) WantCharter(from, epoch);
        await TellConvictions(stop);
    }

    async Task TakeDocuments(string from, IEnumerable<(string? Party, string Note)> notes, CancellationToken stop)
    {
        foreach (var (_, note) in notes)
            if (await House.Register.Take(note, stop) is PartyTaking.Refused { Reason: var reason }) Refuse($"{from} gave a party document that is refused: {reason}");
    }

    /// <summary>Takes the documents by which a member introduces itself whose signature is not verified yet. Anybody may have sent them: one that does not
    /// verify ends it, so that no more than one signature is verified in vain.</summary>
    internal async Task Introduce(string party, SyncMessage message, CancellationToken stop)
    {
        foreach (var note in (message.Documents ?? []).Where(note => PartyNote.Claimed(note) == party))
        {
            if (House.Register.Chain(party)?.Documents.Any(held => held.Text == note) == true) continue;
            if (await House.Register.Take(note, stop) is not (PartyTaking.Taken or PartyTaking.Known)) break;
        }
        await TellConvictions(stop);
    }

    async Task TakeCharter(string from, CharterPapers papers, CancellationToken stop)
    {
        var taking = await House.Register.Take(Circle, papers, stop);
        if (taking is Taking.Refused { Reason: var reason }) Refuse($"{from} gave a charter that is refused: {reason}");
        if (taking is Taking.Missing { Charter: { } before }) WantCharter(from, before);
        foreach (var leftOut in taking.LeftOut) Refuse($"{from} gave papers of a charter that are refused: {leftOut}");
    }

    /// <summary>Asks a partner for a charter that is not held here.</summary>
    internal void WantCharter(string from, Hash charter)
    {
        Want(from, ChartersOf + charter.ToBase64Url());
    }

    /// <summary>What does not fit is told again with the next change. Each partner has room of its own, so that none keeps the others from being heard.</summary>
    /// <returns>Whether it is wanted now.</returns>
    bool Want(string from, string what)
    {
        var isWanted = wanted.TryGetValue((from, what), out var due);
        if (isWanted && due == 0) return true;
        if (!isWanted && wanted.Count(each => each.Key.From == from) >= SyncLimits.MessageItemsMax) return false;
        wanted[(from, what)] = 0;
        Signal();
        return true;
    }

    /// <summary>Takes what a partner says of heads, cosignatures, receipts and evidence.</summary>
    /// <param name="from">The partner.</param>
    /// <param name="message">Its message.</param>
    /// <param name="asked">What its growth was asked for with; nothing where it was not.</param>
    /// <param name="stop">Ends the work.</param>
    internal async Task TakeNews(string from, SyncMessage message, HeldSize? asked, CancellationToken stop)
    {
        foreach (var name in message.Evidence ?? [])
            if (!evidenceTold.ContainsKey(name)) Want(from, "evidence");
        if (Circle.IsFrozen) return;
        if (Bring(from, message, asked) is { } unasked) Refuse($"{from} brought growth of {message.Growth!.Log} that is refused: {unasked}");
        foreach (var line in message.Heads ?? [])
            if (await TakeHead(from, line, stop) is { } refusal) Refuse($"{from} told of a head that is refused: {refusal}");
        foreach (var cosignature in message.Cosignatures ?? [])
            if (await Shelf.Take(from, cosignature, stop) is { } refusal) Refuse($"{from} gave a cosignature that is refused: {refusal}");
        foreach (var receipt in message.Receipts ?? [])
            if (await Shelf.Take(from, receipt, stop) is { } refusal) Refuse($"{from} gave a receipt that is refused: {refusal}");
    }

    async Task<string?> TakeHead(string from, HeadLine line, CancellationToken stop)
    {
        if (line.Note is { } note) return await TakeNote(from, note, stop);
        if (line.Log is null || !Origin.Parse(line.Log).Try(out var log, out _)) return "it names no log";
        if (!Hash.TryParse(line.Root, out var root) || line.Size < 0) return "it has no size or root";
        if (book.Bars(log) is { } barred) return barred;
        var entry = book[log];
        var best = entry.Wanted ?? entry.Kept;
        var isKnown = best is not null && (best.Head.Size == line.Size ? best.Head.Root == root : best.Head.Size > line.Size && await RootAt(log, entry, line.Size, stop) == root);
        // Of a head that is kept, whoever tells of it matters only to the order in which withheld content is asked for.
        if (isKnown && best!.Head.Size == line.Size && best == entry.Wanted) entry.Tellers[from] = 0;
        // The note is worth a request where the head is another, or the author was heard there more lately than here, and here not for long.
        if (!isKnown && !IsBeyondEnd(log, line.Size) || line.Time > (entry.SaidSeconds ?? 0) && (entry.SaidSeconds ?? 0) < House.Now - SyncLimits.SilentAfterSeconds / 2)
            Want(from, LogPath.Checkpoint(log));
        return null;
    }

    /// <summary>Takes a whole signed head.</summary>
    internal async Task<string?> TakeNote(string from, string note, CancellationToken stop)
    {
        if (!SignedNote.Parse(note).Try(out var signed, out var reason) || !Checkpoint.Parse(signed.Text).Try(out var body, out reason) || !Origin.Parse(body.Origin).Try(out var log, out reason)) return reason;
        if (book.Bars(log) is { } barred) return barred;
        var entry = book[log];
        // What was signed before is judged by any key; what is new by the newest document alone, unless the author can say nothing new.
        var isOld = Circle.End(log) is not null || (entry.Kept ?? entry.Wanted)?.Head.Size >= body.Size;
        var version = VersionOf(log);
        if (!VerifiedHead.Read(signed, House.Register.KeysEver(log)).Try(out var head, out reason))
        {
            if (IsOther(from)) unread[(from, log)] = version;
            return reason;
        }
        var isNow = head.IsBy(House.Register.KeysNow(log));
        if (isNow && head.TimeSeconds <= House.Now + SyncLimits.SkewSecondsMax && head.TimeSeconds > (entry.SaidSeconds ?? 0))
        {
            entry.SaidSeconds = head.TimeSeconds;
            // Who keeps the same head hears no more than that its author lives.
            if (log != Own && entry.Renew(head)) TellOf(log, entry, Haste.None);
        }
        if (log == Own || log.Party == Own.Party && log.Incarnation > Own.Incarnation) return await TakeOwn(head, stop);
        if (IsBeyondEnd(log, head.Head.Size)) return $"the log {log} ended at {Circle.End(log)!.Size} records";
        if (!isNow && !isOld) return $"{log.Party.ToBase64Url()} no longer signs with the key of this head";
        if (entry.Kept?.Head == head.Head || await IsPrefix(log, entry, head, stop)) return null;
        entry.Hear(head, from);
        Signal();
        return null;
    }

    /// <summary>A head of the own log, told by another: known, or a sign that this node was set back.</summary>
    async Task<string?> TakeOwn(VerifiedHead head, CancellationToken stop)
    {
        await RefreshOwn(stop);
        var stored = await House.Heads.Read(head.Log, stop);
        if (head.Head.Size <= stored.Head.Size && await Prefix.Root(new HeldLog(House.Records, head.Log), stored.Head.Size, head.Head.Size, stop) == head.Head.Root) return null;
        OwnHeadShown?.Invoke(head);
        return null;
    }

    async Task<bool> IsPrefix(Origin log, HeadEntry entry, VerifiedHead head, CancellationToken stop) =>
        entry.Kept is { } kept && head.Head.Size < kept.Head.Size && await RootAt(log, entry, head.Head.Size, stop) == head.Head.Root;

    async Task<Hash?> RootAt(Origin log, HeadEntry entry, long size, CancellationToken stop)
    {
        if (entry.Kept is not { } kept || size > kept.Head.Size) return null;
        if (size == kept.Head.Size) return kept.Head.Root;
        lock (entry.Roots)
            if (entry.Roots.TryGetValue(size, out var known)) return known;
        if (await Prefix.Root(new HeldLog(House.Records, log), kept.Head.Size, size, stop) is not { } root) return null;
        lock (entry.Roots)
        {
            if (entry.Roots.Count >= SyncLimits.MessageItemsMax) entry.Roots.Clear();
            entry.Roots[size] = root;
        }
        return root;
    }

    bool IsBeyondEnd(Origin log, long size) => Circle.End(log) is { } end && size > end.Size;

    internal sealed record ReceiptNote(string Note);

    /// <summary>How many documents of each member are held, as of a version of the circle: every message says so, and with many members to count them is most of it.</summary>
    sealed record Acquaintance(long Version, Hash? Epoch, DocumentCounts Parties);
}
