using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>What followers make of the journal, and how far each has come.</summary>
/// <remarks>Loss: harmless; <c>tocsin rebuild</c> makes every view again from the journal. Trust: whoever writes here can
/// hide a warning from the console until the next rebuild, and forge nothing in the log.</remarks>
public interface IViews
{
    /// <summary>The arrival number up to which a follower has read; 0 where it has not begun.</summary>
    Task<long> Cursor(string follower, CancellationToken stop);

    /// <summary>Moves the cursors of several followers together with their effects, which take place in the order of the steps, if
    /// each cursor still stands where its step begins.</summary>
    /// <returns>False, and nothing has changed, where another process was faster with one of them.</returns>
    Task<bool> Advance(IReadOnlyList<FollowerStep> steps, CancellationToken stop);

    /// <summary>Rows of the record index, in the order that is asked for.</summary>
    Task<IReadOnlyList<RecordRow>> Search(RecordQuery query, CancellationToken stop);

    /// <summary>How many records a query finds, its limit aside; counted up to <see cref="Limits.CountRecordsMax"/>.</summary>
    Task<long> Count(RecordQuery query, CancellationToken stop);

    /// <summary>Where records lie, the newest event first: those that hold and have a point; and, with no point, those that
    /// revisions after <paramref name="afterArrival"/> replaced. For the map.</summary>
    Task<IReadOnlyList<RecordPoint>> Points(long afterArrival, int most, CancellationToken stop);

    /// <summary>One row of the record index.</summary>
    Task<RecordRow?> Row(RecordAddress address, CancellationToken stop);

    /// <summary>The newest row of a record, by the id that its revisions share. Another author may give the same id to something else.</summary>
    /// <param name="author">Any log of the author's in the circle.</param>
    /// <param name="id">The id.</param>
    /// <param name="stop">Ends the wait.</param>
    Task<RecordRow?> Row(Origin author, Guid id, CancellationToken stop);

    /// <summary>Objects of a circle's collection.</summary>
    Task<ObjectList> Objects(ObjectQuery query, CancellationToken stop);

    /// <summary>How many records fell into each hour, by kind and severity; for the timeline.</summary>
    Task<IReadOnlyList<HourCount>> CountByHour(Instant since, Instant until, CancellationToken stop);

    /// <summary>One document of a view.</summary>
    Task<ViewDocument?> Document(string view, string key, CancellationToken stop);

    /// <summary>Documents of a view in the order of their keys, from the first that is not less than <paramref name="from"/>
    /// to the last that is less than <paramref name="below"/>, both by code points.</summary>
    Task<IReadOnlyList<ViewDocument>> ByKey(string view, string from, string below, int most, CancellationToken stop);

    /// <summary>Documents of a view, the greatest rank first.</summary>
    Task<IReadOnlyList<ViewDocument>> ByRank(string view, int most, CancellationToken stop);

    /// <summary>The records that name a value in a role, the newest first, of those that had arrived by then.</summary>
    Task<IReadOnlyList<ValueHolder>> Holders(ValueRole role, string type, string value, long arrivedBy, int most, CancellationToken stop);

    /// <summary>The lengths of the prefixes that indicators name, or more: one that is missing here no indicator has.</summary>
    Task<PrefixLengths> NetworkLengths(CancellationToken stop);

    /// <summary>Every logical row of every view as text, all of one moment, in an order of its own that does not depend on how
    /// they came about.</summary>
    IAsyncEnumerable<string> LogicalRows(CancellationToken stop);
}

/// <summary>One follower's step.</summary>
/// <param name="Follower">Its name.</param>
/// <param name="From">Where its cursor stands.</param>
/// <param name="To">Where it is to stand.</param>
/// <param name="Changes">What changes with it.</param>
public sealed record FollowerStep(string Follower, long From, long To, ViewChanges Changes);

/// <summary>What can be said with the members of <see cref="IViews"/>.</summary>
public static class ViewsSteps
{
    /// <summary>Moves one follower's cursor together with its effects, if it still stands at <paramref name="from"/>.</summary>
    /// <returns>False, and nothing has changed, where another process was faster.</returns>
    public static Task<bool> Advance(this IViews views, string follower, long from, long to, ViewChanges changes, CancellationToken stop) =>
        views.Advance([new FollowerStep(follower, from, to, changes)], stop);
}

/// <summary>A small document that a follower keeps.</summary>
/// <param name="Key">Unique within its view; ordered by code points.</param>
/// <param name="Rank">What <see cref="IViews.ByRank"/> orders by.</param>
/// <param name="Text">The document.</param>
/// <param name="Owner">The record whose content it repeats: it goes when that record is forgotten.</param>
public sealed record ViewDocument(string Key, long Rank, string Text, RecordAddress? Owner);

/// <summary>The records of one hour.</summary>
/// <param name="Hour">Its beginning. UTC.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Severity">Their severity.</param>
/// <param name="Count">How many.</param>
public readonly record struct HourCount(Instant Hour, string Kind, Severity Severity, long Count);

/// <summary>A record as the map draws it.</summary>
/// <param name="Arrival">Its arrival number.</param>
/// <param name="Point">Longitude and latitude in degrees; nothing where the record holds no more.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="IsExercise">Whether it belongs to an exercise.</param>
public readonly record struct RecordPoint(long Arrival, (double Longitude, double Latitude)? Point, Severity Severity, bool IsExercise);

/// <summary>What a follower's step changes: it takes effect as a whole, together with the follower's cursor.</summary>
public sealed class ViewChanges
{
    readonly List<ViewChange> steps = [];

    /// <summary>The changes, in the order in which they take effect.</summary>
    public IReadOnlyList<ViewChange> Steps => steps;

    /// <summary>Whether nothing but the cursor moves.</summary>
    public bool IsEmpty => steps.Count == 0 && !IsScrubbed;

    /// <summary>Whether nothing that the step replaces or removes may be left in the store's files.</summary>
    public bool IsScrubbed { get; private set; }

    /// <summary>Puts a record into the index, or puts its row anew; a mark that it bears stays, unless the new row bears another.</summary>
    public void Index(RecordRow row) => steps.Add(new ViewChange.Index(row));

    /// <summary>Says of a record how it stands now; of one that is not indexed yet, how it will once it is.</summary>
    public void Mark(RecordAddress address, RecordState state) => steps.Add(new ViewChange.Mark(address, state));

    /// <summary>Takes a record's words, place and facts out of the index, the values that it names and every document that it owns, without a trace;
    /// the row stays, as erased.</summary>
    public void Forget(RecordAddress address)
    {
        steps.Add(new ViewChange.Forget(address));
        Scrub();
    }

    /// <summary>Lists an object in its circle's collection. The same version of it is listed once, however many records hold it, and only as the author tells it who
    /// told of it first.</summary>
    /// <param name="listed">The object.</param>
    /// <param name="revised">The record that this one revises, whose telling of the same version gives way; nothing: none.</param>
    public void Enlist(ListedObject listed, RecordAddress? revised) => steps.Add(new ViewChange.Enlist(listed, revised));

    /// <summary>Takes a record's objects out of the collection, those aside that it still makes.</summary>
    /// <param name="address">The record.</param>
    /// <param name="kept">The ids of those that it still makes.</param>
    /// <param name="arrival">The arrival number of the erasure: what takes their place is listed there.</param>
    /// <param name="added">The earliest time at which that came. UTC.</param>
    public void Delist(RecordAddress address, IReadOnlyList<string> kept, long arrival, Instant added) => steps.Add(new ViewChange.Delist(address, kept, arrival, added));

    /// <summary>Lists an object of a record anew, behind all others: by what has come it says something else, and readers are beyond its old place.</summary>
    /// <param name="address">The record.</param>
    /// <param name="id">The object.</param>
    /// <param name="arrival">The arrival number of what has come.</param>
    /// <param name="added">The earliest time at which that came. UTC.</param>
    public void Relist(RecordAddress address, string id, long arrival, Instant added) => steps.Add(new ViewChange.Relist(address, id, arrival, added));

    /// <summary>Says of a record that its author took it back: what has versions gets one more, which is revoked, unless another record said the
    /// same version before and was not taken back; what has none leaves the collection.</summary>
    /// <param name="address">The record.</param>
    /// <param name="arrival">The arrival number of the withdrawal.</param>
    /// <param name="added">The earliest time at which the revoked version came. UTC.</param>
    public void Retire(RecordAddress address, long arrival, Instant added) => steps.Add(new ViewChange.Retire(address, arrival, added));

    /// <summary>Says that the step erases: whatever it replaces or removes leaves no trace in the store's files, its write-ahead
    /// log included. Every follower that makes something of a record says so when an erasure comes.</summary>
    public void Scrub() => IsScrubbed = true;

    /// <summary>Puts a document, in place of an earlier one of the same key; not where its owner is erased, so that a follower
    /// that had read the owner before cannot bring its words back.</summary>
    public void Put(string view, ViewDocument document) => steps.Add(new ViewChange.Put(view, document));

    /// <summary>Says that a record names a value, in the form in which values are compared; not where it is erased.</summary>
    /// <param name="role">What it says of the value.</param>
    /// <param name="value">The value and its sort.</param>
    /// <param name="arrival">The record's arrival number.</param>
    /// <param name="address">Where it stands.</param>
    public void Name(ValueRole role, NamedValue value, long arrival, RecordAddress address) => steps.Add(new ViewChange.Name(role, value, arrival, address));

    /// <summary>Forgets which values a record names, before it is said anew.</summary>
    public void Unname(RecordAddress address) => steps.Add(new ViewChange.Unname(address));

    /// <summary>Adds all that another step changes.</summary>
    public void Add(ViewChanges others)
    {
        steps.AddRange(others.steps);
        IsScrubbed |= others.IsScrubbed;
    }

    /// <summary>Removes a document.</summary>
    public void Remove(string view, string key) => steps.Add(new ViewChange.Remove(view, key));
}

/// <summary>One change of a view: a closed set.</summary>
public abstract record ViewChange
{
    ViewChange() { }

    /// <summary>See <see cref="ViewChanges.Index"/>.</summary>
    public sealed record Index(RecordRow Row) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Mark"/>.</summary>
    public sealed record Mark(RecordAddress Address, RecordState State) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Forget"/>.</summary>
    public sealed record Forget(RecordAddress Address) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Put"/>.</summary>
    public sealed record Put(string View, ViewDocument Document) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Name"/>.</summary>
    public sealed record Name(ValueRole Role, NamedValue Value, long Arrival, RecordAddress Address) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Unname"/>.</summary>
    public sealed record Unname(RecordAddress Address) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Enlist"/>.</summary>
    public sealed record Enlist(ListedObject Listed, RecordAddress? Revised) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Delist"/>.</summary>
    public sealed record Delist(RecordAddress Address, IReadOnlyList<string> Kept, long Arrival, Instant Added) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Relist"/>.</summary>
    public sealed record Relist(RecordAddress Address, string Id, long Arrival, Instant Added) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Retire"/>.</summary>
    public sealed record Retire(RecordAddress Address, long Arrival, Instant Added) : ViewChange;
    /// <summary>See <see cref="ViewChanges.Remove"/>.</summary>
    public sealed record Remove(string View, string Key) : ViewChange;
}
