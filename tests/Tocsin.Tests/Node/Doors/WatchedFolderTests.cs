using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tocsin.Formats;
using Tocsin.Node.Doors;
using Tocsin.Node.Feeds;
using Tocsin.Share.Doors;
using Tocsin.Tests.Formats.Cap.Signatures;
using Tocsin.Tests.Share.Doors;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Node.Doors;

public sealed class WatchedFolderTests : IAsyncLifetime
{
    readonly StoppedClock clock = StoppedClock.At(2018, 2, 7);
    readonly string folder = Directory.CreateTempSubdirectory("tocsin-watched-").FullName;
    readonly Heard heard = new();
    readonly List<Asked> told = [];
    DoorNode node = null!;
    WatchedFolder watched = null!;
    Func<ImportOptions> options = () => new ImportOptions();

    public async Task InitializeAsync()
    {
        node = await DoorNode.Open(clock);
        watched = New();
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_file_is_taken_once_it_rests_and_its_report_lies_beside_it()
    {
        Drop("a.txt", "evil.example\n");
        await watched.Look(default);
        Drop("a.txt", "evil.example\nworse.example\n");
        clock.Advance(WatchedFolder.SettledAfter);
        await watched.Look(default);
        Assert.True(File.Exists(At("a.txt")));
        await Rest();
        Assert.False(File.Exists(At("a.txt")));
        Assert.Contains("\"accepted\":2", File.ReadAllText(At("taken/a.txt.report.json")), StringComparison.Ordinal);
        Assert.Contains(heard.Lines, line => line.Contains("a.txt was taken in: 2 new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_numbered()
    {
        for (var i = 0; i < 3; i++)
        {
            Drop("a.txt", $"host{i}.example\n");
            await Rest();
        }
        Assert.Equal(["a-2.txt", "a-3.txt", "a.txt"], Directory.GetFiles(At("taken"), "*.txt").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_of_no_use_goes_to_refused_with_the_reason()
    {
        Drop("page.html", "<html></html>");
        await Rest();
        Assert.Contains("this is a web page, not data", File.ReadAllText(At("refused/page.html.report.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unfinished_and_hidden_files_and_links_are_left_alone()
    {
        var outside = Path.Combine(node.Folder, "secret.txt");
        File.WriteAllText(outside, "evil.example\n");
        File.CreateSymbolicLink(At("link.txt"), outside);
        File.CreateSymbolicLink(At("dangling.txt"), "/nowhere/at/all");
        foreach (var name in new[] { ".hidden.txt", "a.tmp", "b.part" }) Drop(name, "evil.example\n");
        await Rest();
        await Rest();
        Assert.Equal(2, node.Journal.Head.Size);
        Assert.Equal(5, Directory.GetFiles(folder).Length);
        Assert.Contains(heard.Lines, line => line.Contains("link.txt is a link", StringComparison.Ordinal));
        Assert.True(File.Exists(outside));
    }

    [Fact]
    public async Task A_pipe_is_passed_over_and_does_not_hold_up_the_others()
    {
        using (var made = Process.Start("mkfifo", [At("a.txt")])) await made.WaitForExitAsync();
        Drop("b.txt", "evil.example\n");
        await Rest().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(File.Exists(At("taken/b.txt")));
        Assert.True(File.Exists(At("a.txt")));
        Assert.Contains(heard.Lines, line => line.Contains("a.txt is empty, or a pipe", StringComparison.Ordinal));
        Assert.False(SourceFile.Open(At("a.txt")).Try(out _, out _));
    }

    [Fact]
    public async Task No_report_is_written_through_a_link()
    {
        var outside = Path.Combine(node.Folder, "outside.txt");
        File.WriteAllText(outside, "untouched");
        Directory.CreateDirectory(At("taken"));
        File.CreateSymbolicLink(At("taken/a.txt.report.json"), outside);
        File.CreateSymbolicLink(At("taken/a-2.txt.report.json"), Path.Combine(node.Folder, "new.txt"));
        Drop("a.txt", "evil.example\n");
        await Rest();
        Assert.Equal("untouched", File.ReadAllText(outside));
        Assert.False(File.Exists(Path.Combine(node.Folder, "new.txt")));
        Assert.True(File.Exists(At("taken/a-3.txt")));
        Assert.Contains("\"accepted\":1", File.ReadAllText(At("taken/a-3.txt.report.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_moved_the_content_is_remembered()
    {
        // A file where the folder should be: what permissions do for other accounts than root's.
        Drop("taken", "");
        Drop("a.txt", "evil.example\n");
        await Rest();
        await Rest();
        Assert.True(File.Exists(At("a.txt")));
        Assert.Contains(heard.Lines, line => line.Contains("a.txt was taken in but stays where it is, and is remembered by its content", StringComparison.Ordinal));
        var (size, told) = (node.Journal.Head.Size, heard.Lines.Count(line => line.Contains("a.txt", StringComparison.Ordinal)));

        watched = New();
        await Rest();
        Assert.Equal((size, told), (node.Journal.Head.Size, heard.Lines.Count(line => line.Contains("a.txt", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_costs_itself_alone()
    {
        Drop("a.txt", "evil.example\n");
        Drop("b.txt", "worse.example\n");
        var (a, b) = (new FileInfo(At("a.txt")), new FileInfo(At("b.txt")));
        await Contents().Remember(a, default);
        var memory = Path.Combine(node.Folder, "taken.txt");
        File.AppendAllText(memory, "5d41402a");
        await Contents().Remember(b, default);
        Assert.Equal((true, true), (await Contents().Remembers(a, default), await Contents().Remembers(b, default)));
        Assert.Equal(["a.txt", "b.txt"], File.ReadAllLines(memory).Where(line => line.Contains(' ')).Select(line => line[65..]));
    }

    [Fact]
    public async Task A_crash_between_taking_and_moving_makes_duplicates_alone()
    {
        Drop("a.txt", "evil.example\n");
        await node.Importer.Import(At("a.txt"), new Tocsin.Share.Doors.ImportOptions(), default);
        await Rest();
        Assert.Contains("\"duplicates\":1", File.ReadAllText(At("taken/a.txt.report.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_taken_out_of_the_file_does_not_count_for_the_next_file()
    {
        clock.AdvanceTo(2026, 3, 6);     // The alerts are of the day before.
        var pem = Path.Combine(node.Folder, "pins.pem");
        options = () => new ImportOptions { Format = FileFormat.Cap, Signatures = PinnedCertificates.Read(pem, isRequired: true) };
        File.Copy(Signed.PathOf("met.pem"), pem);
        Drop("a.xml", Signed.Text("rsa-sha256.xml"));
        await Rest();
        Assert.True(File.Exists(At("taken/a.xml")));
        File.Copy(Signed.PathOf("sea.pem"), pem, overwrite: true);
        Drop("b.xml", Signed.Text("rsa-sha512.xml"));
        await Rest();
        Assert.True(File.Exists(At("refused/b.xml")));
        File.Delete(pem);
        Drop("c.xml", Signed.Text("twice.xml"));
        Assert.Contains("pins.pem", (await Assert.ThrowsAnyAsync<IOException>(Rest)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(At("c.xml")));
    }

    [Fact]
    public async Task What_came_of_each_file_is_told_and_that_the_folder_does_not_read()
    {
        options = () => new ImportOptions { Format = FileFormat.Indicators };
        Drop("a.txt", "evil.example\nno indicator\n");
        await Rest();
        Drop("a.txt", "evil.example\n");
        await Rest();
        options = () => new ImportOptions();
        Drop("c.html", "<html></html>");
        await Rest();
        Assert.Equal((1, 1, 0L), (told.OfType<Asked.Taken>().First() is var first ? (first.New, first.Refused, first.Known) : default));
        Assert.StartsWith("a.txt, line 2: ", ((Asked.Taken)told[0]).Why, StringComparison.Ordinal);
        Assert.Equal(new Asked.Taken(0, 0, null) { Known = 1 }, told[1]);
        Assert.True(((Asked.Taken)told[2]).IsAllRefused);
        Assert.StartsWith("c.html: this is a web page", ((Asked.Taken)told[2]).Why, StringComparison.Ordinal);

        Directory.Move(folder, folder + "-away");
        await Rest();
        Directory.Move(folder + "-away", folder);
        await Rest();
        Assert.Equal([typeof(Asked.Failed), typeof(Asked.Unchanged)], told.Skip(3).Select(each => each.GetType()));      // Once each.
    }

    [Fact]
    public async Task It_runs_and_stops()
    {
        using var stop = new CancellationTokenSource();
        var running = new WatchedFolder(folder, node.Importer, () => new ImportOptions(), Contents(), _ => { }, TimeProvider.System, heard).Run(stop.Token);
        Drop("a.txt", "evil.example\n");
        for (var i = 0; i < 2_400 && !File.Exists(At("taken/a.txt")); i++) await Task.Delay(25);
        Assert.True(File.Exists(At("taken/a.txt")));
        await stop.CancelAsync();
        await running;
    }

    async Task Rest()
    {
        await watched.Look(default);
        clock.Advance(WatchedFolder.SettledAfter);
        await watched.Look(default);
    }

    WatchedFolder New() => new(folder, node.Importer, () => options(), Contents(), told.Add, clock, heard);

    TakenContents Contents() => new(Path.Combine(node.Folder, "taken.txt"));

    string At(string name) => Path.Combine(folder, name);

    void Drop(string name, string text) => File.WriteAllText(At(name), text);

    sealed class Heard : ILogger<WatchedFolder>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
