using System.CommandLine;
using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Node.Cli;

/// <summary>A record, named by its place in one of the node's own logs, or by log and place.</summary>
static class AddressArgument
{
    public static readonly Argument<string> Record = new("RECORD") { Description = "The record: its number in this node's private log, CIRCLE:NUMBER in its log there, or LOG:NUMBER" };

    public static RecordAddress Read(VerbContext context, TocsinNode node) => Read(context.Parsed.GetValue(Record)!, node);

    public static RecordAddress Read(string named, TocsinNode node)
    {
        var text = named.TrimStart('#');
        var colon = text.LastIndexOf(':');
        var log = colon < 0 ? node.Log : Origin.Parse(text[..colon]) is { IsValue: true } origin ? origin.Value : node.JournalIn(text[..colon]).Journal.Log;
        return long.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new RecordAddress(log, index)
            : throw new IOException($"'{text}' is neither a record's number nor CIRCLE:NUMBER nor LOG:NUMBER");
    }

    /// <summary>The journal in which this party says what becomes of the record.</summary>
    /// <exception cref="IOException">It was said in a circle in which this party does not write any more.</exception>
    public static Journal JournalOf(VerbContext context, TocsinNode node)
    {
        var log = Read(context, node).Log;
        if (node.Logs.OfAuthor(log) is { } journal) return journal;
        return log.Party != node.Log.Party ? node.Journal : throw new IOException("this party does not write in that circle any more: what it said there is the others'");
    }
}
