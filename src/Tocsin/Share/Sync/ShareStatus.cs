using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Sync;

/// <summary>Says who holds what of this party's records: by partners' own signed words, and never that anybody has read it.</summary>
/// <param name="sync">The circle.</param>
public sealed class ShareStatus(CircleSync sync)
{
    /// <summary>A withdrawal or an erasure, by this party itself.</summary>
    readonly record struct Ending(RecordAddress By, Instant Time, ErasureFacts? Erasure);

    /// <summary>What is asked about.</summary>
    /// <param name="Address">The record.</param>
    /// <param name="Leaf">Its envelope; nothing where it does not read.</param>
    /// <param name="Readers">Who was ever entitled to its content.</param>
    /// <param name="Endings">What took it back or erased it.</param>
    sealed record Subject(RecordAddress Address, Leaf? Leaf, ImmutableArray<Reader> Readers, IReadOnlyList<Ending> Endings);

    /// <summary>What a partner last said, and how far.</summary>
    sealed record Word(string Party, Standing Standing, Instant? At, string Says);

    /// <summary>The ledger of one record of this party's own, members first and then who was one; nothing where the record is not held.</summary>
    /// <remarks>Withdrawals and erasures are known as far as the index has read this party's log.</remarks>
    public async Task<IReadOnlyList<Holding>?> Of(RecordAddress address, CancellationToken stop)
    {
        var house = sync.House;
        if (address.Log.Party.ToBase64Url() != house.Party || await house.Records.Read(address, stop) is not { } stored) return null;
        var leaf = LeafReader.Read(stored.Leaf.Span).Try(out var read, out _) ? read : null;
        var epoch = (await sync.Serving.Epochs.Epochs(sync.Circle, address.Log, address.Index + 1, stop)).At(address.Index);
        var subject = new Subject(address, leaf, epoch is RecordEpoch.Of of ? Entitlement.Readers(sync.Circle, of.Number) : [], await Endings(address, stop));
        var ledger = new List<Holding>();
        foreach (var party in sync.Others) ledger.Add(await Line(subject, party, stop));
        foreach (var party in sync.Former)
            if (await FormerLine(subject, party, stop) is { } line) ledger.Add(line);
        return ledger;
    }

    /// <summary>What took the record back or erased it, the oldest first.</summary>
    async Task<IReadOnlyList<Ending>> Endings(RecordAddress address, CancellationToken stop)
    {
        var endings = new List<Ending>();
        foreach (var by in await IndexFollower.EndedBy(sync.House.Views, address, stop))
            if (await sync.House.Records.Read(by, stop) is { } stored && stored.Read().Try(out var record, out _)) endings.Add(new Ending(by, record.Leaf.Time, record.What as ErasureFacts));
        // What was erased as a whole need not be taken back as well.
        var isWhole = endings.Exists(ending => ending.Erasure?.IsWhole == true);
        return [.. endings.Where(ending => ending.Erasure is not null || !isWhole).OrderBy(ending => ending.Time).ThenBy(ending => ending.By.Index)];
    }

    async Task<Holding> Line(Subject subject, string party, CancellationToken stop)
    {
        var (word, owed) = (await Says(subject, party, stop), await Due(subject, party, stop));
        if (word.Standing == Standing.NotEntitled) return new(party, word.Standing, word.At, IsOverdue: false, word.Says);
        if (subject.Endings.Count > 0 && owed is null) return await Acknowledged(subject, party, stop);

        var isComplete = owed is null && (word.Standing == Standing.Erased || word.Standing == Standing.ContentHeld && subject.Leaf?.Kind != Records.Kind.Erasure);
        var since = owed?.Time ?? subject.Leaf?.Time;
        var isOverdue = !isComplete && since is { } begun && begun + Duration.FromMinutes(SyncLimits.OverdueMinutes) < sync.House.Clock.Now();
        var says = owed is { } due ? $"{word.Says}; {Lacks(due)}" : word.Says;
        return !isComplete && State(party)?.Refusal is { } refusal
            ? new(party, Standing.Refused, word.At, isOverdue, $"{says}; it refuses what this node asks: {refusal.Detail} ({refusal.Status})") { Owes = Kind(owed) }
            : new(party, word.Standing, word.At, isOverdue, says) { Owes = Kind(owed) };
    }

    /// <summary>Who is a member no more hears nothing, and so owes nothing; what it last said is told. Nothing where it never had to do with the record.</summary>
    async Task<Holding?> FormerLine(Subject subject, string party, CancellationToken stop)
    {
        var (word, owed) = (await Says(subject, party, stop), await Due(subject, party, stop));
        if (word is { Standing: Standing.NotEntitled, At: null }) return null;
        var line = subject.Endings.Count > 0 && owed is null && word.Standing != Standing.NotEntitled ? await Acknowledged(subject, party, stop) : new(party, word.Standing, word.At, IsOverdue: false, word.Says) { Owes = Kind(owed) };
        var last = word.Standing == Standing.NotFetched ? "never said that it holds it" : $"last said: {line.Sentence}";
        return line with { IsFormer = true, Sentence = $"is a member no more, and {last}{(owed is { } due ? $"; {Lacks(due)}" : "")}" };
    }

    /// <summary>What a partner's newest receipt and cosignature say of the record itself.</summary>
    async Task<Word> Says(Subject subject, string party, CancellationToken stop)
    {
        var (log, index) = (subject.Address.Log, subject.Address.Index);
        var (receipt, cosigned) = (await sync.Shelf.Newest(log, party, stop), await sync.Shelf.Cosigned(log, party, stop));
        var byReceipt = receipt is not null && receipt.Leaves > index ? receipt.Time : (Instant?)null;
        var at = byReceipt ?? (cosigned is not null && cosigned.Size > index ? Instant.FromUnixTimeSeconds(cosigned.TimeSeconds) : null);
        if (!subject.Readers.Any(reader => reader.Party == party)) return new(party, Standing.NotEntitled, at, "was no member when it was written, and gets the leaf alone");
        if (subject.Leaf?.Kind == Records.Kind.Erasure && receipt is not null && receipt.Erased > index) return new(party, Standing.Erased, at, "says that it has carried out this erasure");
        if (receipt?.Holds(index) == true) return subject.Leaf?.Kind == Records.Kind.Erasure
            ? new(party, Standing.ContentHeld, at, "holds this erasure, and does not say that it has carried it out")
            : new(party, Standing.ContentHeld, at, "holds leaf and content");
        return at is null ? new(party, Standing.NotFetched, null, Why(party))
            : new(party, Standing.LeafHeld, at, byReceipt is null ? "holds the leaf, and has given no receipt for the content yet" : "holds the leaf, and says that it lacks content of it");
    }

    /// <summary>The first ending that a partner has not acknowledged; nothing where it has all.</summary>
    async Task<Ending?> Due(Subject subject, string party, CancellationToken stop)
    {
        foreach (var ending in subject.Endings)
            if (await Acknowledges(ending, party, stop) is null) return ending;
        return null;
    }

    async Task<Receipt?> Acknowledges(Ending ending, string party, CancellationToken stop) =>
        await sync.Shelf.Newest(ending.By.Log, party, stop) is { } receipt && (ending.Erasure is null ? receipt.Holds(ending.By.Index) : receipt.Erased > ending.By.Index) ? receipt : null;

    /// <summary>All that took the record back or erased it is acknowledged: the newest word about it.</summary>
    async Task<Holding> Acknowledged(Subject subject, string party, CancellationToken stop)
    {
        var at = (await Acknowledges(subject.Endings[^1], party, stop))?.Time;
        var (erasures, says) = (subject.Endings.Where(ending => ending.Erasure is not null).Select(ending => ending.Erasure!).ToList(), new List<string>());
        if (erasures.Count < subject.Endings.Count) says.Add("holds the withdrawal");
        var groups = erasures.Exists(erasure => erasure.IsWhole) ? [] : erasures.SelectMany(erasure => erasure.Groups).Distinct().Order(StringComparer.Ordinal).ToList();
        if (erasures.Count > 0) says.Add($"says that it has carried out the erasure{(groups.Count == 0 ? "" : $" of {string.Join(", ", groups)}")}");
        return new(party, erasures.Count < subject.Endings.Count ? Standing.Withdrawn : Standing.Erased, at, IsOverdue: false, string.Join(", and ", says));
    }

    static Owed Kind(Ending? owed) => owed is not { } ending ? Sync.Owed.Nothing : ending.Erasure is null ? Sync.Owed.Withdrawal : Sync.Owed.Erasure;

    static string Lacks(Ending owed) => owed.Erasure is null ? "it does not say that it holds the withdrawal" : "it does not say that it has carried out the erasure";

    PartnerState? State(string party) => sync.Partners.FirstOrDefault(partner => partner.Party == party);

    string Why(string party)
    {
        var state = State(party);
        var heard = new[] { state?.AnsweredSeconds, state?.AskedSeconds }.Max();
        return state?.Trouble is { } trouble && state.Refusal is null ? $"has not fetched it: {trouble}"
            : heard is not { } last ? "has not fetched it: it was never heard of"
            : last < sync.House.Now - SyncLimits.SilentAfterSeconds ? $"has not fetched it: silent or cut off since {Instant.FromUnixTimeSeconds(last)}"
            : "has not fetched it yet";
    }
}
