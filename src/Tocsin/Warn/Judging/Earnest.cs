using Tocsin.Share.Records;

namespace Tocsin.Warn.Judging;

/// <summary>Whether a record may ring, and as what: drills, tests and drafts never ring as real.</summary>
public static class Earnest
{
    /// <summary>The CAP status of a warning that this record may raise; nothing where it may raise none.</summary>
    /// <remarks>In a circle that is an exercise all is exercise; elsewhere only the actual counts.</remarks>
    public static CapStatus? Of(Record record) => (record.Leaf.Exercise, record.What?.Status) switch
    {
        (false, CapStatus.Actual) => CapStatus.Actual,
        (true, CapStatus.Actual or CapStatus.Exercise) => CapStatus.Exercise,
        _ => null,
    };

    /// <summary>The CAP status of whatever is said of a record, a cancellation among it: a record of an exercise never speaks of anything real.</summary>
    public static CapStatus StatusOf(Record record) => record.Leaf.Exercise ? CapStatus.Exercise : CapStatus.Actual;
}
