using System.Diagnostics;
using System.Text;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>What a partner is served of a log, read and checked by the packages of Go's checksum database (Fixtures/sumdb).</summary>
public sealed class SumdbTests : IDisposable
{
    const int Early = 299, Late = 401;

    static readonly CancellationToken Stop = CancellationToken.None;

    readonly string folder = Directory.CreateTempSubdirectory("tocsin-sumdb-").FullName;

    [SumdbFact]
    public async Task Go_s_own_packages_accept_our_tiles_and_proofs_and_no_others()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (author, log) = (world["vn"], world["vn"].Journal.Log);
        var first = await author.Write("cholera");
        for (var i = 1; i < Early; i++) await author.Write($"reading {i}");
        await world.Settle(6);
        await Save(world, LogPath.Checkpoint(log), "checkpoint.old");
        for (var i = 0; i < Late; i++) await author.Write($"later {i}");
        await world.Settle(6);
        await Save(world, LogPath.Checkpoint(log), "checkpoint");
        const int Size = 1 + Early + Late;      // The mark of the epoch is the first.
        for (long bundle = 0; bundle * LogLimits.TileWidthMax < Size; bundle++)
        {
            var width = TileAddress.In(Size, 0, bundle).Width;
            foreach (var path in new[] { TileAddress.In(Size, 0, bundle).Path, TileAddress.EntryBundlePath(bundle, width) }) await Save(world, LogPath.Of(log) + path, path);
        }
        await Save(world, LogPath.Of(log) + TileAddress.In(Size, 1, 0).Path, TileAddress.In(Size, 1, 0).Path);
        await Write("key", Convert.ToBase64String(author.Register.KeysNow(log)[0].Key.Bytes.Span));
        await Write("cosigner", $"{PartyDocument.SignerName(world["id"].Id)} {Convert.ToBase64String(world["id"].Request.PublicKey.Span)}");
        await Write("record.tlog-proof", Assert.IsType<Proving.Proved>(await new ProveRecord(author.Sync).Prove(first, ["text"], Stop)).Text);

        var tool = Path.Combine(folder, "sumdb");
        Assert.Equal((0, ""), await Run("go", "build", "-o", tool, Checkout.Path("tests/Tocsin.Tests/Fixtures/sumdb/main.go")));
        Assert.Equal((0, $"{Size} records, grown from {1 + Early}, and record {first.Index} proven\n"), await Run(tool, folder));

        foreach (var (path, reason) in new[] { ("tile/0/001", "record 256: "), ("tile/0/002.p/189", "inconsistent tile"), ("tile/1/000.p/2", "inconsistent tile"), ("tile/entries/001", "record "), ("checkpoint", "the head: "), ("checkpoint.old", "the head: "), ("record.tlog-proof", "the head: ") })
        {
            var (file, whole) = (In(path), await File.ReadAllBytesAsync(In(path), Stop));
            var broken = whole.ToArray();
            broken[path.Contains("entries", StringComparison.Ordinal) ? broken.Length - 1 : path.EndsWith("proof", StringComparison.Ordinal) ? broken.Length - 20 : broken.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, broken, Stop);
            var (exit, said) = await Run(tool, folder);
            Assert.Equal((path, 1), (path, exit));
            Assert.Contains(reason, said, StringComparison.Ordinal);
            await File.WriteAllBytesAsync(file, whole, Stop);
        }
    }

    /// <summary>Keeps what the partner, and not the author, serves.</summary>
    async Task Save(SyncWorld world, string target, string path)
    {
        var (server, asker) = (world["id"], world["vn"]);
        var answer = await server.Server.Answer(RequestSignature.Sign("GET", target, ReadOnlyMemory<byte>.Empty, server.Id, server.Sync.Id, asker.RequestKey, world.Clock, Chance.System), Stop);
        Assert.Equal((path, 200), (path, answer.Status));
        await Write(path, answer.Body);
    }

    Task Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    async Task Write(string path, ReadOnlyMemory<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        await File.WriteAllBytesAsync(In(path), bytes.ToArray(), Stop);
    }

    string In(string path) => Path.Combine(folder, path);

    async Task<(int Exit, string Said)> Run(string command, params string[] args)
    {
        var start = new ProcessStartInfo(command, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Debian's packages lie in a workspace of the old kind, and nothing is fetched.
        foreach (var (name, value) in new[] { ("GO111MODULE", "off"), ("GOPATH", SumdbFactAttribute.Workspace), ("GOCACHE", In("cache")), ("CGO_ENABLED", "0"), ("GOFLAGS", ""), ("GOPROXY", "off") }) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, string.Concat(await said));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>A test that needs Debian's golang-go and golang-golang-x-mod-dev: skipped by name where they are missing, except under CI=true.</summary>
sealed class SumdbFactAttribute : FactAttribute
{
    public const string Workspace = "/usr/share/gocode";

    public SumdbFactAttribute() => Skip =
        File.Exists("/usr/bin/go") && Directory.Exists($"{Workspace}/src/golang.org/x/mod/sumdb/tlog") || Environment.GetEnvironmentVariable("CI") == "true" ? null : "golang-go and golang-golang-x-mod-dev are not installed";
}
