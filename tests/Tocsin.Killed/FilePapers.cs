using System.Text;
using Tocsin.Log;
using Tocsin.Share.Logs;

namespace Tocsin.Killed;

/// <summary>Papers as files, one each: durable, as papers must be.</summary>
public sealed class FilePapers(string folder) : IPapers
{
    public async Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (File.Exists(PathOf(kind, key))) return false;
        await Put(kind, key, bytes, stop);
        return true;
    }

    public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.Combine(folder, kind));
        var temporary = PathOf(kind, key) + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes.Span);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, PathOf(kind, key), overwrite: true);
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) =>
        Task.FromResult(File.Exists(PathOf(kind, key)) ? File.ReadAllBytes(PathOf(kind, key)) : default(ReadOnlyMemory<byte>?));

    public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => throw new NotSupportedException("the mirror lists nothing");

    string PathOf(string kind, string key) => Path.Combine(folder, kind, Hash.Of(Encoding.UTF8.GetBytes(key)).ToBase64Url());
}
