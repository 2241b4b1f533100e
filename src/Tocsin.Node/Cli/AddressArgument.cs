using System.CommandLine;
using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;

namespace Tocsin.Node.Cli;

/// <summary>A record, named by its place in the node's own log, or by log and place.</summary>
static class AddressArgument
{
    public static readonly Argument<string> Record = new("RECORD") { Description = "The record: its number in this node's log, or LOG:NUMBER" };

    public static RecordAddress Read(VerbContext context, TocsinNode node)
    {
        var text = context.Parsed.GetValue(Record)!.TrimStart('#');
        var colon = text.LastIndexOf(':');
        var log = colon < 0 ? node.Log : Origin.Parse(text[..colon]) is { IsValue: true } origin ? origin.Value : throw new IOException($"'{text[..colon]}' is not a log's origin");
        return long.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new RecordAddress(log, index)
            : throw new IOException($"'{text}' is neither a record's number nor LOG:NUMBER");
    }
}
