namespace Tocsin.Share.Parties;

/// <summary>A leaf by which an author marks the charter under which it writes from here on.</summary>
/// <param name="Index">The leaf's index.</param>
/// <param name="Charter">The hash that it carries.</param>
public readonly record struct EpochMark(long Index, Hash Charter);

/// <summary>Under which charter a record was written: a closed set.</summary>
public abstract record RecordEpoch
{
    RecordEpoch() { }

    /// <summary>Under this one.</summary>
    /// <param name="Number">The epoch.</param>
    /// <param name="Charter">Its charter's hash.</param>
    public sealed record Of(int Number, Hash Charter) : RecordEpoch;
    /// <summary>Its author had marked none yet: nobody but the author is entitled to it.</summary>
    public sealed record Unmarked : RecordEpoch;
    /// <summary>Under a charter that is not in force as far as is known here: fetch it before anything is served.</summary>
    /// <param name="Charter">The charter's hash.</param>
    public sealed record Unknown(Hash Charter) : RecordEpoch;
    /// <summary>The log is not valid here any more: what follows is mirrored, flagged and neither indexed nor served.</summary>
    /// <param name="From">The index of the leaf with which that began.</param>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Invalid(long From, string Reason) : RecordEpoch;
}

/// <summary>The epochs of one log's records, by the charter leaves that stand in it.</summary>
/// <remarks>A function of marks and history: make it anew when either has grown.</remarks>
public sealed class LogEpochs
{
    readonly ImmutableArray<long> starts;
    readonly ImmutableArray<RecordEpoch> epochs;

    LogEpochs(ImmutableArray<long> starts, ImmutableArray<RecordEpoch> epochs) => (this.starts, this.epochs) = (starts, epochs);

    /// <summary>Judges a log's marks.</summary>
    /// <param name="circle">The circle's history.</param>
    /// <param name="author">The log's author.</param>
    /// <param name="marks">The log's charter leaves, in the order of their indexes.</param>
    public static LogEpochs Of(Circle circle, string author, IEnumerable<EpochMark> marks)
    {
        var (starts, epochs, last) = (ImmutableArray.CreateBuilder<long>(), ImmutableArray.CreateBuilder<RecordEpoch>(), 0);
        foreach (var mark in marks)
        {
            var epoch = Judge(circle, author, mark, last);
            starts.Add(mark.Index);
            epochs.Add(epoch);
            if (epoch is RecordEpoch.Invalid) break;
            if (epoch is RecordEpoch.Of known) last = known.Number;
        }
        return new(starts.ToImmutable(), epochs.ToImmutable());
    }

    /// <summary>The epoch of the record at an index.</summary>
    public RecordEpoch At(long index) => Before(index) is >= 0 and var at ? epochs[at] : new RecordEpoch.Unmarked();

    /// <summary>The index of the leaf that marks that epoch; nothing where there is none.</summary>
    public long? StartOf(long index) => Before(index) is >= 0 and var at ? starts[at] : null;

    /// <summary>The last mark at an index or before it; -1 where there is none.</summary>
    int Before(long index) => starts.BinarySearch(index) is var at && at >= 0 ? at : ~at - 1;

    static RecordEpoch Judge(Circle circle, string author, EpochMark mark, int last)
    {
        if (circle.EpochOf(mark.Charter) is not { } epoch) return new RecordEpoch.Unknown(mark.Charter);
        if (epoch < last) return new RecordEpoch.Invalid(mark.Index, $"leaf {mark.Index} goes back from epoch {last} to epoch {epoch}");
        return circle.Members(epoch).Contains(author)
            ? new RecordEpoch.Of(epoch, mark.Charter)
            : new RecordEpoch.Invalid(mark.Index, $"leaf {mark.Index} begins epoch {epoch}, in which its author is no member");
    }
}
