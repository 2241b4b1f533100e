using NodaTime;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Tests.Warn;
using Xunit;

namespace Tocsin.Tests.Node.Running;

public sealed class NodeBackupTests : IDisposable
{
    const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Private = PrivateFile | UnixFileMode.UserExecute;

    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly StoppedClock Clock = new(Instant.FromUtc(1970, 1, 1, 2, 0, 59));

    readonly string work = Directory.CreateTempSubdirectory("tocsin-backup-test-").FullName;

    [Fact]
    public void A_new_node_is_its_owners_alone()
    {
        var folder = Create();
        Assert.Equal(Private, File.GetUnixFileMode(folder.Path));
        Assert.Equal(Private, File.GetUnixFileMode(folder.Keys));
        Assert.Equal(PrivateFile, File.GetUnixFileMode(folder.Journal));
    }

    [Fact]
    public async Task What_is_restored_twice_writes_two_logs()
    {
        var backup = await Backup();
        var first = await NodeBackup.Restore(backup, In("first"), Clock, Stop);
        var second = await NodeBackup.Restore(backup, In("second"), new StoppedClock(Clock.Now + Duration.FromMinutes(1)), Stop);
        Assert.Equal((120, 121), (first.Read().Incarnation, second.Read().Incarnation));
    }

    [Fact]
    public async Task A_clock_that_is_behind_takes_no_incarnation_back()
    {
        var backup = await Backup(incarnation: 120);
        Assert.Equal(121, (await NodeBackup.Restore(backup, In("restored"), Clock, Stop)).Read().Incarnation);
    }

    [Fact]
    public async Task A_restore_that_is_cut_short_leaves_no_node()
    {
        var bytes = await File.ReadAllBytesAsync(await Backup());
        await File.WriteAllBytesAsync(In("half.tgz"), bytes[..(bytes.Length / 2)]);
        await Assert.ThrowsAnyAsync<IOException>(() => NodeBackup.Restore(In("half.tgz"), In("restored"), Clock, Stop));
        Assert.False(Directory.Exists(In("restored")));
        Assert.False(Directory.Exists(In("restored.restoring")));
    }

    [Fact]
    public async Task What_a_cut_left_behind_is_in_nobodys_way_and_a_full_folder_is_refused()
    {
        var backup = await Backup();
        Directory.CreateDirectory(In("restored.restoring"));
        await File.WriteAllTextAsync(In("restored.restoring/journal.db"), "half");
        Directory.CreateDirectory(In("restored"));
        var folder = await NodeBackup.Restore(backup, In("restored"), Clock, Stop);
        Assert.Equal(In("restored"), folder.Path);
        Directory.CreateDirectory(In("full/of"));
        await Assert.ThrowsAsync<IOException>(() => NodeBackup.Restore(backup, In("full"), Clock, Stop));
    }

    [Fact]
    public async Task A_restored_node_is_its_owners_alone()
    {
        var folder = await NodeBackup.Restore(await Backup(), In("restored"), Clock, Stop);
        Assert.Equal(Private, File.GetUnixFileMode(folder.Path));
        Assert.Equal(Private, File.GetUnixFileMode(folder.Keys));
        Assert.All(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), file => Assert.Equal(PrivateFile, File.GetUnixFileMode(file)));
    }

    public void Dispose() => Directory.Delete(work, recursive: true);

    NodeFolder Create() => NodeFolder.Create(In("node"), Founding.Of("Party", TimeProvider.System, Chance.System).Value, "Party", Chance.System);

    async Task<string> Backup(int incarnation = 1)
    {
        var folder = Create();
        folder.Write(folder.Read() with { Incarnation = incarnation });
        await NodeBackup.Write(folder, In("node.tgz"), Stop);
        return In("node.tgz");
    }

    string In(string name) => Path.Combine(work, name);
}
