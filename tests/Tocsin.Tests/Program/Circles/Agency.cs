using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Tocsin.Tests.Program.Circles;

/// <summary>One party's node, made and used by the command line as its administrator would, in a folder of its own.</summary>
sealed class Agency : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4), LookAgain = TimeSpan.FromMilliseconds(300);

    static int nextPort = 20_000 + Environment.ProcessId * 64 % 12_000;

    readonly string root;
    readonly int port;
    Served? served;

    Agency(string root, string name, int port) => (this.root, Name, this.port) = (root, name, port);

    public string Name { get; }

    public string Data => Path.Combine(root, Name);

    /// <summary>What it gives to others to introduce itself.</summary>
    public string PartyFile => Path.Combine(root, Name + ".party");

    /// <summary>Makes a node that partners reach at its own port, or at another's who passes on.</summary>
    public static async Task<Agency> Found(string root, string name, Func<int, int>? through = null)
    {
        var agency = new Agency(root, name, FreePort());
        (await agency.Run("init", "--party", name)).Done();
        (await agency.Run("party", "set", "--address", $"https://127.0.0.1:{through?.Invoke(agency.port) ?? agency.port}")).Done();
        (await agency.Run("party", "show", "--out", agency.PartyFile)).Done();
        return agency;
    }

    public Task<Ran> Run(params string[] args) => Cli.Ask(Data, args);

    public async Task Serve() => served = await Served.Start(Data, "--partners", $"https://127.0.0.1:{port}");

    /// <summary>Ends it as a power cut does.</summary>
    public async Task Kill() => await served!.Kill();

    /// <summary>Copies its folder, while it does not run.</summary>
    public void Save(string copy) => Copy(Data, copy);

    /// <summary>Puts a copy in the place of its folder, while it does not run.</summary>
    public void SetBack(string copy)
    {
        Directory.Delete(Data, recursive: true);
        Copy(copy, Data);
    }

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>What it has said on standard error.</summary>
    public string Err => served?.Err ?? "";

    /// <summary>Waits until a command answers as it should.</summary>
    public async Task<Ran> Until(Func<Ran, bool> isSo, params string[] args)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(LookAgain))
        {
            var ran = await Run(args);
            if (isSo(ran)) return ran;
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"{Name}: tocsin {string.Join(' ', args)} still answers ({ran.Exit}): {ran.Out}{ran.Err}\n{Err}");
        }
    }

    /// <summary>Waits until it holds a record with these words in a circle, and says where.</summary>
    public async Task<string> Hears(string words, string circle = "health")
    {
        var ran = await Until(ran => ran is { Exit: 0 } && ran.Json().GetArrayLength() > 0, "records", "--circle", circle, "--words", words, "--json");
        var record = ran.Json()[0];
        return $"{record.GetProperty("log").GetString()}:{record.GetProperty("index").GetInt64()}";
    }

    /// <summary>Says an incident in a circle, and answers where it stands.</summary>
    public async Task<string> Report(string words, string circle = "health") =>
        (await Run("report", "--event", words, "--category", "Health", "--severity", "Severe", "--at", "103.9,1.2", "--circle", circle)).Done().Out.Split("reported: ")[1].Trim();

    /// <summary>Every file of it in which a word stands.</summary>
    public IReadOnlyList<string> FilesWith(string word) =>
        [.. Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)
            && new FileInfo(file).Length > 0 && ReadShared(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(word)) >= 0)];

    /// <summary>A port at which nothing listens, and which nothing takes by itself until somebody does: the system gives out those from 32,768 on.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref nextPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException) { /* Somebody has it. */ }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (served is not null) await served.DisposeAsync();
    }

    static byte[] ReadShared(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (IOException)
        {
            return [];      // The lock, which one process holds.
        }
    }
}

/// <summary>Brings a circle about, as its members would.</summary>
static class Gathering
{
    /// <summary>The first founds it, and invites the others one after another; who is a member by then consents.</summary>
    public static async Task Circle(params IReadOnlyList<Agency> agencies)
    {
        (await agencies[0].Run("circle", "new", "health", "--purpose", "Outbreaks that may cross a border")).Done();
        for (var joining = 1; joining < agencies.Count; joining++)
        {
            var invitation = agencies[joining].Data + ".invitation";
            (await agencies[0].Run("circle", "invite", "health", agencies[joining].PartyFile, "--out", invitation)).Done();
            (await agencies[joining].Run("circle", "join", invitation)).Done();
            foreach (var member in agencies.Take(joining).Skip(1))
            {
                await member.Until(ran => Waits(ran), "circle", "show", "health", "--json");
                (await member.Run("circle", "consent", "health")).Done();
            }
            foreach (var agency in agencies.Take(joining + 1)) await Members(agency, joining + 1);
        }
    }

    /// <summary>Waits until an agency knows so many members.</summary>
    public static Task Members(Agency agency, int count) =>
        agency.Until(ran => ran.Exit == 0 && ran.Json().GetProperty("members").GetArrayLength() == count, "circle", "show", "health", "--json");

    public static bool Waits(Ran ran) => ran.Exit == 0 && ran.Json().GetProperty("proposals") is { ValueKind: JsonValueKind.Array } proposals && proposals.GetArrayLength() > 0;
}

/// <summary>A circle of three that runs.</summary>
public sealed class Three : IAsyncLifetime
{
    readonly string root = Directory.CreateTempSubdirectory("tocsin-three-").FullName;

    internal Agency A { get; private set; } = null!;
    internal Agency B { get; private set; } = null!;
    internal Agency C { get; private set; } = null!;

    /// <summary>A path beside the nodes.</summary>
    public string At(string name) => Path.Combine(root, name);

    public async Task InitializeAsync()
    {
        (A, B, C) = (await Agency.Found(root, "alpha"), await Agency.Found(root, "beta"), await Agency.Found(root, "gamma"));
        foreach (var agency in new[] { A, B, C }) await agency.Serve();
        await Gathering.Circle(A, B, C);
    }

    public async Task DisposeAsync()
    {
        foreach (var agency in new[] { A, B, C }) await agency.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
