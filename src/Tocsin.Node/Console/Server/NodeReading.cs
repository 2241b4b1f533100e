using Tocsin.Node.Running;
using Tocsin.Share.Records;

namespace Tocsin.Node.Ui;

/// <summary>Reads records for the pages.</summary>
static class NodeReading
{
    /// <summary>The name of the page of the record that arrived as this one; nothing where none did or it does not read.</summary>
    public static async Task<string?> KeyOf(this TocsinNode node, long arrival, CancellationToken stop) =>
        arrival > 0 && await node.Records.ReadAfter(arrival - 1, 1, stop) is [var stored] && LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) ? RecordKeys.Of(stored.Address, leaf.Id, node.Log) : null;

    /// <summary>The record at an address; null where there is none or it does not read.</summary>
    public static async Task<Record?> ReadRecord(this TocsinNode node, RecordAddress address, CancellationToken stop) =>
        await node.Records.Read(address, stop) is { } stored
        && RecordReader.Read(address, stored.Leaf.Span, stored.Content.Span).Try(out var record, out _) ? record : null;
}
