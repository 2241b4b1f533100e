using Tocsin.Formats.Indicators;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>A watch as an officer asks for it: words, codes and values as they were typed.</summary>
public sealed record WatchRequest
{
    /// <summary>What it is called: 1 to 60 characters.</summary>
    public required string Name { get; init; }
    /// <summary>The officer's pseudonym.</summary>
    public required string Officer { get; init; }
    /// <summary>Where; countries by any code of ISO 3166-1.</summary>
    public WatchPlace? Area { get; init; }
    /// <summary>One of these.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];
    /// <summary>One of these kinds of record.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];
    /// <summary>At least so severe.</summary>
    public Severity MinSeverity { get; init; } = Severity.Unknown;
    /// <summary>All of these words, in any spelling.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
    /// <summary>One of these indicator values, in any spelling.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
    /// <summary>Its warnings are at least so severe.</summary>
    public Severity? Raises { get; init; }

    /// <summary>What the watch's record says: codes, words and values in the form in which they are compared.</summary>
    /// <param name="atlas">The map.</param>
    /// <param name="faults">All that is wrong, each in a sentence; empty where nothing is.</param>
    public WatchFacts Facts(Atlas atlas, out ImmutableArray<string> faults)
    {
        var found = new List<string>();
        var values = new List<string>();
        foreach (var value in Values)
        {
            var read = IndicatorParse.Parse(value, "the value");
            if (read.IsRead) values.Add(read.Value.Value);
            else found.Add($"'{value}' is no indicator's value: {read.Refusal.Reason}.");
        }
        if (Words.FirstOrDefault(word => Share.Views.Words.Split(word).Count == 0) is { } empty) found.Add($"'{empty}' holds no word.");
        var facts = new WatchFacts
        {
            Name = Name.Trim(), Owner = Officer, Area = Area is null ? null : Coded(Area), Categories = Some([.. Categories.Distinct()]), Kinds = Some([.. Kinds.Distinct()]),
            MinSeverity = MinSeverity, Words = Some([.. Words.SelectMany(Share.Views.Words.Split).Distinct()]), Values = Some([.. values.Distinct()]), Raises = Raises,
        };
        faults = found.Count > 0 ? [.. found] : [.. WatchReader.Faults(facts, atlas)];
        return facts;
    }

    static IReadOnlyList<T>? Some<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;

    static WatchPlace Coded(WatchPlace place) => place with
    {
        Countries = place.Countries is null ? null : [.. place.Countries.Select(Code).Distinct()],
        Border = place.Border is null ? null : place.Border with { Country = Code(place.Border.Country) },
    };

    static string Code(string code) => CountryCodes.Find(code)?.Alpha2 ?? code;
}

/// <summary>What became of a watch that an officer asked for: a closed set.</summary>
public abstract record AddingWatch
{
    AddingWatch() { }

    /// <summary>It stands in the log, and looks at every record from there on.</summary>
    /// <param name="Id">The watch.</param>
    /// <param name="Address">Where it stands.</param>
    /// <param name="IsRevision">Whether it takes the place of what its owner called so before.</param>
    public sealed record Done(Guid Id, RecordAddress Address, bool IsRevision) : AddingWatch;
    /// <summary>It stands so already.</summary>
    /// <param name="Id">The watch.</param>
    public sealed record Unchanged(Guid Id) : AddingWatch;
    /// <summary>It is not right, or the log does not take it.</summary>
    /// <param name="Why">Each fault in one sentence; at least one.</param>
    public sealed record Refused(ImmutableArray<string> Why) : AddingWatch;
}

/// <summary>An officer orders a watch, or changes one of the same name of theirs.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">Gives the watch that is changed.</param>
/// <param name="views">The watches in force.</param>
/// <param name="atlas">The map.</param>
/// <param name="clock">Names new watches.</param>
/// <param name="chance">Names new watches.</param>
public sealed class AddWatch(Journal journal, IRecords records, IViews views, Atlas atlas, TimeProvider clock, Chance chance)
{
    /// <summary>The scheme of a watch's source key.</summary>
    public const string Scheme = "watch";

    /// <summary>Adds or changes it, or says all that is wrong with it.</summary>
    public async Task<AddingWatch> Handle(WatchRequest request, CancellationToken stop)
    {
        var facts = request.Facts(atlas, out var faults);
        if (faults.Length > 0) return new AddingWatch.Refused(faults);
        var own = (await WatchDocuments.All(views, stop)).Where(watch => watch.Facts.Owner == facts.Owner).ToList();
        var before = own.Find(watch => watch.Facts.Name == facts.Name);
        if (before is null && own.Count >= WatchLimits.OwnerWatchesMax) return new AddingWatch.Refused([$"An officer has at most {WatchLimits.OwnerWatchesMax} watches."]);
        var key = before is null ? new SourceKey(Scheme, "tocsin", [$"{chance.NewId(clock.Now()):N}"], null) : await KeyOf(before, stop);
        return await journal.Append(new Draft { Kind = Kind.Watch, What = facts, Source = new Source { Key = key, Officer = request.Officer } }, stop) switch
        {
            Appended.Stored stored => new AddingWatch.Done(stored.Leaf.Id, stored.Address, before is not null),
            Appended.Duplicate => new AddingWatch.Unchanged(before!.Id),
            Appended.Refused refused => new AddingWatch.Refused([refused.Reason]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    async Task<SourceKey?> KeyOf(Watch watch, CancellationToken stop) =>
        (await Following.LeafRecord.Read(records, journal.Log, watch.Index, stop))?.Source?.Key;
}
