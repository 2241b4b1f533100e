using Tocsin.Node.Running;
using Tocsin.Share.Records;

namespace Tocsin.Node.Ui;

/// <summary>Reads records of this party's log for the pages.</summary>
static class NodeReading
{
    /// <summary>The record at an address; null where there is none or it does not read.</summary>
    public static async Task<Record?> ReadRecord(this TocsinNode node, RecordAddress address, CancellationToken stop) =>
        await node.Records.Read(address, stop) is { } stored
        && RecordReader.Read(address, stored.Leaf.Span, stored.Content.Span).Try(out var record, out _) ? record : null;
}
