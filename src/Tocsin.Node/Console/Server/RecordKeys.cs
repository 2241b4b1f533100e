using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Indexed = Tocsin.Share.Views.RecordRow;

namespace Tocsin.Node.Ui;

/// <summary>How addresses of pages name records: by their ids those of the private log, and by their places all others, whose authors may give any id.</summary>
static class RecordKeys
{
    /// <summary>The name of a record's page.</summary>
    public static string Of(RecordAddress address, Guid id, Origin own) => address.Log.IsOfAuthorOf(own) ? id.ToString() : ByPlace(address);

    static string ByPlace(RecordAddress address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.Log.Circle.ToBase64Url()}.{address.Log.Party.ToBase64Url()}.{address.Log.Incarnation}.{address.Index}");

    /// <summary>Where the record of a leaf is shown.</summary>
    public static string LeafUrl(RecordAddress address, Origin own) => address.Log == own
        ? string.Create(CultureInfo.InvariantCulture, $"/live/leaves/{address.Index}") : $"/records/{ByPlace(address)}";

    /// <inheritdoc cref="Of(RecordAddress, Guid, Origin)"/>
    public static string KeyOf(this TocsinNode node, Indexed row) => Of(row.Address, row.Id, node.Log);

    /// <summary>The row that a name means; nothing where there is none.</summary>
    public static async Task<Indexed?> RowOf(this TocsinNode node, string key, CancellationToken stop)
    {
        if (Guid.TryParse(key, out var id)) return id == Guid.Empty ? null : await node.Views.Row(node.Log, id, stop);
        return key.Split('.') is [var circle, var party, var incarnation, var index] && Origin.Parse($"tocsin/{circle}/{party}/{incarnation}").Try(out var log, out _)
            && long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? await node.Views.Row(new RecordAddress(log, place), stop) : null;
    }
}
