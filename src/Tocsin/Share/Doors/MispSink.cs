using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Formats.Misp;
using Tocsin.Formats.Text;

namespace Tocsin.Share.Doors;

/// <summary>MISP events as one document.</summary>
sealed class MispSink(Stream output) : ExportSink(ExportFormat.Misp)
{
    readonly MispGathering gathering = new();

    protected override Task<string?> Write(Telling telling, CancellationToken stop) => Task.FromResult(gathering.Add(telling));

    protected override async Task Close(CancellationToken stop)
    {
        LeaveOut(gathering.Meet());
        var events = gathering.Events.ToList();
        if (events is [var only])
        {
            await output.WriteAsync(MispDocument.Of(only.Write()), stop);
            return;
        }
        await output.WriteAsync("{\"response\":["u8.ToArray(), stop);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0) await output.WriteAsync(","u8.ToArray(), stop);
            await output.WriteAsync(MispDocument.Of(events[i].Write()), stop);
        }
        await output.WriteAsync("]}"u8.ToArray(), stop);
    }
}

/// <summary>MISP events as a feed: a file for each, what stands in which by its hash, and last the manifest, by which a MISP instance pulls.</summary>
/// <param name="put">Takes a file, by its name.</param>
sealed class MispFeedSink(Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> put) : ExportSink(ExportFormat.MispFeed)
{
    readonly MispGathering gathering = new();

    /// <summary>Characters that are held for it.</summary>
    public long Chars => gathering.Chars;

    /// <summary>Into a folder, which is made where it is missing.</summary>
    public static MispFeedSink To(string folder) => new((name, bytes, stop) => Put(folder, name, bytes, stop));

    protected override Task<string?> Write(Telling telling, CancellationToken stop) => Task.FromResult(gathering.Add(telling));

    protected override async Task Close(CancellationToken stop)
    {
        LeaveOut(gathering.Meet());
        var (manifest, hashes) = (new ArrayBufferWriter<byte>(), new StringBuilder());
        using (var json = new Utf8JsonWriter(manifest, JsonText.Plain))
        {
            json.WriteStartObject();
            foreach (var each in gathering.Events)
            {
                var body = each.Write();
                var document = MispDocument.Of(body);
                await put($"{each.Uuid}.json", document, stop);
                each.WriteManifest(json, body, Convert.ToHexStringLower(SHA256.HashData(document)));
                foreach (var value in each.Values) hashes.Append(Md5(value)).Append(',').Append(each.Uuid).Append('\n');
            }
            json.WriteEndObject();
        }
        await put(MispFeed.HashesName, Encoding.ASCII.GetBytes(hashes.ToString()), stop);
        await put(MispManifest.FileName, manifest.WrittenMemory, stop);
    }

    /// <summary>Beside its name, and there once it is whole: whoever pulls meanwhile finds the old one or the new one.</summary>
    static async Task Put(string folder, string name, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        await File.WriteAllBytesAsync(path + ".part", bytes, stop);
        File.Move(path + ".part", path, overwrite: true);
    }

#pragma warning disable CA5351 // MISP's hashes.csv is MD5; it looks values up and protects nothing.
    static string Md5(string value) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(value)));
#pragma warning restore CA5351
}

/// <summary>An event as a document of its own.</summary>
static class MispDocument
{
    public static byte[] Of(byte[] body) => [.. "{\"Event\":"u8, .. body, (byte)'}'];
}
