using System.Collections.Concurrent;
using System.Text.Json;
using Tocsin.Formats.GeoJson;
using Tocsin.Node.Running;
using Tocsin.Warn.Threads;
using Entry = Tocsin.Warn.Threads.ThreadEntry;

namespace Tocsin.Node.Ui;

/// <summary>The areas of open warnings as GeoJSON. A message never changes, so its geometry is written once.</summary>
sealed class AreaFeatures(TocsinNode node, WarningBoard board)
{
    readonly ConcurrentDictionary<string, byte[]?> geometries = new();
    (Board Of, byte[] Json)? last;

    /// <summary>Changes with the areas that are drawn.</summary>
    public static long Version(Board board)
    {
        var hash = new HashCode();
        foreach (var thread in Drawn(board)) hash.Add(Latest(thread).Leaf);
        return hash.ToHashCode() & long.MaxValue;
    }

    /// <summary>A FeatureCollection with the properties warning, severity 0 to 4 and exercise.</summary>
    public async Task<byte[]> Json(CancellationToken stop)
    {
        var now = await board.Read(stop);
        if (last is { } held && ReferenceEquals(held.Of, now)) return held.Json;
        using var bytes = new MemoryStream();
        await using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "FeatureCollection"u8);
            json.WriteStartArray("features"u8);
            foreach (var thread in Drawn(now))
                if (await Geometry(Latest(thread), stop) is { } geometry) Write(json, thread, geometry);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        last = (now, bytes.ToArray());
        return last.Value.Json;
    }

    /// <summary>Forgets the geometries of warnings that are no longer drawn.</summary>
    public void Forget(Board now)
    {
        if (geometries.Count <= ConsoleLimits.AreasMax) return;
        var kept = Drawn(now).Select(thread => Latest(thread).Leaf).ToHashSet();
        foreach (var leaf in geometries.Keys)
            if (!kept.Contains(leaf)) geometries.TryRemove(leaf, out _);
    }

    static IEnumerable<WarningThread> Drawn(Board board) => board.Threads.TakeWhile(thread => thread.IsOpen).Take(ConsoleLimits.AreasMax);

    // A cancellation has no area of its own.
    static Entry Latest(WarningThread thread) =>
        thread.Entries.Last(entry => entry.Message is { Message: not Share.Records.MessageType.Cancel } || entry.Leaf == thread.Ringing);

    async Task<byte[]?> Geometry(Entry entry, CancellationToken stop)
    {
        if (geometries.TryGetValue(entry.Leaf, out var known)) return known;
        var geometry = (await node.ReadRecord(entry.AddressIn(node.Log), stop))?.Where?.Geometry;
        return geometries[entry.Leaf] = geometry is { IsEmpty: false, Dimension: NetTopologySuite.Geometries.Dimension.Surface } ? Text(geometry) : null;
    }

    static byte[] Text(NetTopologySuite.Geometries.Geometry geometry)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) GeoJsonGeometry.Write(json, geometry);
        return bytes.ToArray();
    }

    static void Write(Utf8JsonWriter json, WarningThread thread, byte[] geometry)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WritePropertyName("geometry"u8);
        json.WriteRawValue(geometry, skipInputValidation: true);
        json.WriteStartObject("properties"u8);
        json.WriteString("warning"u8, thread.Id);
        json.WriteNumber("severity"u8, (int)thread.Severity.ToLevel());
        json.WriteBoolean("exercise"u8, thread.IsExercise());
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
