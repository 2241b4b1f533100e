using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Formats.Stix;

namespace Tocsin.Share.Doors;

/// <summary>One bundle, while it streams. Its id comes last, since it is made of those of its objects: the same objects are the same bundle.</summary>
sealed class StixSink : ExportSink
{
    const int FlushBytes = 64 << 10;

    static readonly Guid Space = new("0b8a6f0e-64e5-4f0c-8f0a-5c1a0a2b7c11");

    readonly Utf8JsonWriter json;
    readonly HashSet<UInt128> written = [];
    readonly IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public StixSink(Stream output) : base(ExportFormat.Stix)
    {
        json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type"u8, "bundle"u8);
        json.WriteStartArray("objects"u8);
    }

    protected override async Task<string?> Write(Telling telling, CancellationToken stop)
    {
        if (!StixExport.Map(telling).Try(out var objects, out var reason)) return reason;
        var isNew = false;
        foreach (var (id, text) in objects) isNew = Put(id, text);
        if (json.BytesPending > FlushBytes) await json.FlushAsync(stop);
        return isNew ? null : "the bundle holds it already, from another log";
    }

    /// <summary>What several objects refer to, and what several logs hold, stands once.</summary>
    bool Put(string id, string text)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        if (!written.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest))) return false;
        all.AppendData(Encoding.UTF8.GetBytes(id));
        all.AppendData(digest);
        json.WriteRawValue(text, skipInputValidation: true);
        return true;
    }

    protected override async Task Close(CancellationToken stop)
    {
        json.WriteEndArray();
        json.WriteString("id"u8, $"bundle--{StixIds.Version5(Space, Convert.ToHexStringLower(all.GetHashAndReset()))}");
        json.WriteEndObject();
        await json.DisposeAsync();
        all.Dispose();
    }
}
