using Tocsin.Formats;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>One standard to another, without a node: what a door reads is told again at once, and nothing is kept.</summary>
/// <param name="clock">Gives the time of reading, which is also the time at which an alert is sent that had none.</param>
public sealed class Converter(TimeProvider clock)
{
    /// <summary>Converts one stream; both stay open.</summary>
    /// <param name="input">The source.</param>
    /// <param name="fileName">Its name, for the reports and as the publisher of what names none.</param>
    /// <param name="from">What it is; unknown: it is recognised by its content.</param>
    /// <param name="output">Takes the result.</param>
    /// <param name="to">What to write.</param>
    /// <param name="stop">Ends the work; the output is then incomplete.</param>
    /// <returns>What was read (accepted: all that could be told again), and what was written.</returns>
    /// <exception cref="IOException">The input does not read, or the output does not take the bytes.</exception>
    public async Task<(ImportReport Read, ExportReport Written)> Convert(
        Stream input, string fileName, FileFormat from, Stream output, ExportFormat to, CancellationToken stop)
    {
        var format = from;
        if (format == FileFormat.Unknown)
        {
            (var recognised, input) = await SourceFile.Recognise(input, fileName, stop);
            format = recognised.Format;
            if (format == FileFormat.Unknown)
            {
                var unknown = new ImportTally(fileName, format);
                unknown.Fail("file", recognised.Reason);
                return (unknown.Report(), new ExportReport { Format = ExportReport.Name(to) });
            }
        }
        var tally = new ImportTally(fileName, format);
        var (sink, now, publisher) = (ExportSink.To(to, output), clock.Now(), Path.GetFileNameWithoutExtension(fileName));
        foreach (var item in DoorFormats.Read(format, input, new DoorTerms(now, publisher)))
        {
            tally.Read(item);
            if (item.Draft is not { } draft) continue;
            tally.Accept();
            await sink.Add(Tell(draft, now), stop);
        }
        return (tally.Report(), await sink.End(stop));
    }

    /// <summary>A draft as if it stood in a log of nobody's.</summary>
    static Telling Tell(Draft draft, Instant now)
    {
        var log = new Origin(default, default, 1);
        var leaf = new Leaf(log, draft.Kind, Guid.Empty, 1, now, draft.Marking ?? Tlp.Clear, Exercise: false, [], [], null);
        var record = new Record
        {
            Leaf = leaf,
            LeafHash = default,
            Address = new RecordAddress(log, 0),
            What = draft.What,
            Where = draft.Where,
            Texts = draft.Texts,
            Source = draft.Source,
            Personal = draft.Personal,
        };
        var publisher = draft.Source!.Publisher ?? draft.Source.Key!.Sender;
        return new Telling(record, draft.Source.Key!.Keys[0], publisher, publisher, []) { IsPrivate = true };
    }
}
