using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>What a shift leaves behind.</summary>
/// <param name="Since">When the handover before was written; nothing where there was none. UTC.</param>
/// <param name="Open">Warnings that nobody works on.</param>
/// <param name="InHand">Warnings that somebody works on.</param>
/// <param name="Shelved">Warnings that are shelved.</param>
/// <param name="ShelvedRules">Rules that are shelved.</param>
/// <param name="Silent">Warnings of sources that are overdue.</param>
/// <param name="Notes">What was noted since, the earliest first.</param>
public sealed record ShiftReport(
    Instant? Since, ImmutableArray<WarningThread> Open, ImmutableArray<WarningThread> InHand, ImmutableArray<WarningThread> Shelved,
    ImmutableArray<RuleShelf> ShelvedRules, ImmutableArray<WarningThread> Silent, ImmutableArray<RecordAddress> Notes);

/// <summary>What became of a handover: a closed set.</summary>
public abstract record HandingOver
{
    HandingOver() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    /// <param name="Report">What it says.</param>
    public sealed record Done(RecordAddress Address, ShiftReport Report) : HandingOver;
    /// <summary>The log does not take it, or it is not right.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : HandingOver;
}

/// <summary>What became of signing a handover: a closed set.</summary>
public abstract record Signing
{
    Signing() { }

    /// <summary>The shift is taken over.</summary>
    /// <param name="Address">Where the log says so.</param>
    /// <param name="From">Who left: a pseudonym; nothing where that was erased.</param>
    public sealed record Done(RecordAddress Address, string? From) : Signing;
    /// <summary>Somebody else signed it.</summary>
    /// <param name="Officer">Who: a pseudonym.</param>
    public sealed record Already(string Officer) : Signing;
    /// <summary>There is no handover to sign.</summary>
    public sealed record NotFound : Signing;
    /// <summary>Whoever leaves does not sign for the relief; or the log does not take it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Signing;
}

/// <summary>A shift's end: the leaving officer hands over what there is, and the relief signs it.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads, and what the shift must know.</param>
/// <param name="clock">Tells what is shelved still.</param>
public sealed class HandOver(Journal journal, IRecords records, IViews views, TimeProvider clock)
{
    /// <summary>Entries of each list of a handover at most; it says how many more there were.</summary>
    public const int ListedMax = 500;

    /// <summary>What there is to hand over.</summary>
    public async Task<ShiftReport> Gather(CancellationToken stop)
    {
        var now = clock.Now();
        var open = (await new ListWarnings(views).Handle(ListWarnings.MostMax, stop)).Where(thread => thread.IsOpen).ToList();
        var silences = (await ShiftViews.Silences(views, stop)).Select(silence => silence.Thread).ToHashSet(StringComparer.Ordinal);
        bool IsSilence(WarningThread thread) => silences.Contains(thread.Id);
        var rest = open.Where(thread => !IsSilence(thread) && !thread.IsShelved(now)).ToList();
        return new ShiftReport(
            (await ShiftViews.Handover(views, stop))?.At,
            [.. rest.Where(thread => thread.State != Threads.ThreadState.InHand)], [.. rest.Where(thread => thread.State == Threads.ThreadState.InHand)],
            [.. open.Where(thread => !IsSilence(thread) && thread.IsShelved(now))], [.. (await ShiftViews.Shelves(views, stop)).Where(shelf => now < shelf.Until)],
            [.. open.Where(IsSilence)], [.. await ShiftViews.Notes(views, stop)]);
    }

    /// <summary>The leaving officer hands the shift over.</summary>
    /// <param name="words">A word to the relief, at most <see cref="AddNote.WordsCharsMax"/> characters; nothing: none.</param>
    /// <param name="language">Its language, RFC 5646.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<HandingOver> Leave(string? words, string language, string officer, CancellationToken stop)
    {
        if (words?.Length > AddNote.WordsCharsMax) return new HandingOver.Refused($"A word to the relief has at most {AddNote.WordsCharsMax} characters.");
        var report = await Gather(stop);
        var draft = new Draft
        {
            Kind = Kind.Handover,
            What = FactsOf(report),
            Texts = string.IsNullOrWhiteSpace(words) ? [] : [new TextBlock { Language = language, Description = words.Trim() }],
            Source = new Source { Officer = officer },
        };
        return await journal.Append(draft, stop) switch
        {
            Appended.Stored stored => new HandingOver.Done(stored.Address, report),
            Appended.Refused refused => new HandingOver.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The relief signs the last handover, once, whoever is first: from then on they are on shift.</summary>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Signing> Sign(string officer, CancellationToken stop)
    {
        if (await ShiftViews.Handover(views, stop) is not { } last) return new Signing.NotFound();
        if (last.From == officer) return new Signing.Refused("Whoever leaves does not sign for the relief: the one who comes on shift does.");
        Hash.TryParseBase64Url(last.Leaf, out var leaf);
        var draft = new Draft
        {
            Kind = Kind.Disposition,
            What = new DispositionFacts { Action = DispositionAction.Sign },
            Source = new Source { Officer = officer, Key = new SourceKey(SourceKey.Own, "disposition", [$"sign/{last.Leaf}"], null) },
            References = [new Reference(Relation.About, last.Address.Log, last.Index, leaf)],
        };
        switch (await journal.Append(draft, stop))
        {
            case Appended.Stored stored: return new Signing.Done(stored.Address, last.From);
            case Appended.Duplicate duplicate: return new Signing.Already((await new Disposing(journal, records, views).Writer(duplicate.Of, stop)).Officer);
            case Appended.Refused refused: return new Signing.Refused(refused.Reason);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    HandoverFacts FactsOf(ShiftReport report)
    {
        var notes = report.Notes.Where(note => note.Log == journal.Log).Select(note => note.Index).ToList();
        int[] counts = [report.Open.Length, report.InHand.Length, report.Shelved.Length, report.ShelvedRules.Length, report.Silent.Length, notes.Count];
        return new HandoverFacts
        {
            Since = report.Since,
            Open = Ids(report.Open), InHand = Ids(report.InHand), Shelved = Ids(report.Shelved), Silent = Ids(report.Silent),
            ShelvedRules = [.. report.ShelvedRules.Take(ListedMax).Select(shelf => shelf.Rule)],
            Notes = [.. notes.Take(ListedMax)],
            LeftOut = counts.Sum(count => Math.Max(0, count - ListedMax)),
        };
    }

    static IReadOnlyList<string> Ids(ImmutableArray<WarningThread> threads) => [.. threads.Take(ListedMax).Select(thread => thread.Id)];
}
