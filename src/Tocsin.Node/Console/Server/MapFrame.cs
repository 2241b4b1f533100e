using System.Buffers.Binary;

namespace Tocsin.Node.Ui;

/// <summary>What a binary frame draws.</summary>
enum MapLayer : byte { Records, Warnings }

/// <summary>What is said of a point beside its place.</summary>
[Flags]
enum PointFlags : byte { None = 0, Removed = 1, Exercise = 2, Acknowledged = 4 }

/// <summary>One point of the map. WGS 84 degrees.</summary>
readonly record struct MapPoint(uint Id, float Longitude, float Latitude, float Value, Level Level, PointFlags Flags)
{
    /// <summary>Takes a point from the map.</summary>
    public static MapPoint Removal(uint id) => new(id, 0, 0, 0, Level.Unknown, PointFlags.Removed);
}

/// <summary>Points as a page's script reads them: a header of 8 bytes, then 20 for each point, little-endian.</summary>
static class MapFrame
{
    public const byte Version = 1;
    public const int HeaderBytes = 8;
    public const int PointBytes = 20;

    public static byte[] Write(MapLayer layer, IReadOnlyCollection<MapPoint> points)
    {
        var frame = new byte[HeaderBytes + points.Count * PointBytes];
        frame[0] = Version;
        frame[1] = (byte)layer;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), points.Count);
        var at = HeaderBytes;
        foreach (var point in points)
        {
            Write(frame.AsSpan(at, PointBytes), point);
            at += PointBytes;
        }
        return frame;
    }

    static void Write(Span<byte> bytes, in MapPoint point)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, point.Id);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[4..], point.Longitude);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[8..], point.Latitude);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[12..], point.Value);
        bytes[16] = (byte)point.Level;
        bytes[17] = (byte)point.Flags;
    }
}
