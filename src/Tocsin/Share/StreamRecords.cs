using Tocsin.Share.Logs;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>A step of a stream.</summary>
/// <param name="Rows">The records that were asked for, as they stood when they arrived.</param>
/// <param name="Reached">The arrival number up to which the stream has read.</param>
public readonly record struct StreamStep(IReadOnlyList<RecordRow> Rows, long Reached);

/// <summary>Gives records as they arrive, straight from the journal: whoever listens keeps a number, and the node keeps nothing for them.</summary>
/// <param name="records">The records.</param>
public sealed class StreamRecords(IRecords records)
{
    /// <summary>Records that one step looks at.</summary>
    public const int StepRecordsMax = 256;

    /// <summary>The next records after a number; none, and the same number, where nothing more has arrived.</summary>
    /// <param name="after">The arrival number.</param>
    /// <param name="query">What is asked for: circles, kind, category, severity, times and box count; words, order and limits do not.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<StreamStep> Next(long after, RecordQuery query, CancellationToken stop)
    {
        var batch = await records.ReadAfter(after, StepRecordsMax, stop);
        if (batch.Count == 0) return new StreamStep([], after);
        var rows = new List<RecordRow>();
        foreach (var stored in batch)
            if (IsOf(query, stored.Address.Log.Circle) && stored.Read().Try(out var record, out _) && RowBuilder.Build(stored.Arrival, record) is var row && Meets(row, query)) rows.Add(row);
        return new StreamStep(rows, batch[^1].Arrival);
    }

    static bool IsOf(RecordQuery query, Hash circle) => (query.Circle is null || query.Circle == circle) && (query.Circles is null || query.Circles.Contains(circle));

    static bool Meets(RecordRow row, RecordQuery query) =>
        (query.Kind is null || row.Kind == query.Kind)
        && (query.Category is null || row.Category == query.Category)
        && (query.AtLeast is null || row.Severity <= query.AtLeast)
        && !(row.At < query.Since) && !(row.At >= query.Until)
        && (query.Box is not { } box || row.Boxes.Any(each => Touch(each, box)));

    static bool Touch(Box part, Box box) =>
        part.South <= box.North && part.North >= box.South
        && (box.West > box.East ? part.West <= box.East || part.East >= box.West : part.West <= box.East && part.East >= box.West);
}
