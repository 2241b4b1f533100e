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

    public static RecordAddress Read(VerbContext context, TocsinNode node)
    {
        var text = context.Parsed.GetValue(Record)!.TrimStart('#');
        var colon = text.LastIndexOf(':');
        var log = colon < 0 ? node.Log : Origin.Parse(text[..colon]) is { IsValue: true } origin ? origin.Value : node.JournalIn(text[..colon]).Journal.Log;
        return long.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new RecordAddress(log, index)
            : throw new IOException($"'{text}' is neither a record's number nor CIRCLE:NUMBER nor LOG:NUMBER");
    }

    /// <summary>The journal in which this party says what becomes of the record.</summary>
    public static Journal JournalOf(VerbContext context, TocsinNode node) => node.Logs.OfAuthor(Read(context, node).Log) ?? node.Journal;
}
