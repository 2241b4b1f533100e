using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>A folder that many tests begin with: the program makes it once, and each has a copy.</summary>
/// <param name="make">Makes it at a path at which nothing is yet.</param>
sealed class Mould(Func<string, Task> make)
{
    readonly Lazy<Task<string>> made = new(() => Make(make));

    /// <summary>Copies it.</summary>
    public async Task Cast(string to) => Copy(await made.Value, to);

    /// <summary>Copies a folder that no program has open.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    static async Task<string> Make(Func<string, Task> make)
    {
        var root = Directory.CreateTempSubdirectory("tocsin-mould-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        var folder = Path.Combine(root, "node");
        await make(folder);
        return folder;
    }
}

/// <summary>A folder for one class of tests, and in it a node that does not run, with a flood alert and its fires.</summary>
public sealed class QuietNode : IAsyncLifetime
{
    static readonly Mould Mould = new(Make);

    /// <summary>Everything of these tests.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("tocsin-program-").FullName;

    /// <summary>The node's data folder.</summary>
    public string Data => Path.Combine(Root, "node");

    /// <summary>A path beside the node.</summary>
    public string At(string name) => Path.Combine(Root, name);

    /// <summary>Writes a file beside the node, and says where it is.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>A copy of the node, to be damaged.</summary>
    public string Copy(string name)
    {
        Mould.Copy(Data, At(name));
        return At(name);
    }

    /// <summary>Makes such a node.</summary>
    internal static async Task Make(string data)
    {
        (await Cli.Run(data, "init", "--party", "Coast Guard of Tests")).Done();
        (await Cli.Run(data, "import", Cli.Sample("flood-alert.xml"), Cli.Sample("fires.csv"))).Done();
    }

    public Task InitializeAsync() => Mould.Cast(Data);

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>Such a node, and a process that serves a copy of it and watches <c>inbox</c>.</summary>
public sealed class ServedNode : IAsyncLifetime
{
    /// <summary>The node.</summary>
    public QuietNode Node { get; } = new();

    /// <summary>The watched folder.</summary>
    public string Inbox => Node.At("inbox");

    internal Served Served { get; private set; } = null!;

    /// <summary>The folder that is served; the node's own stays quiet, to be copied.</summary>
    public string Data { get; private set; } = "";

    internal Task<Ran> Run(params string[] args) => Cli.Ask(Data, args);

    public async Task InitializeAsync()
    {
        await Node.InitializeAsync();
        Directory.CreateDirectory(Inbox);
        Data = Node.Copy("served");
        Served = await Served.Start(Data, "--watch-folder", Inbox);
    }

    public async Task DisposeAsync()
    {
        await Served.DisposeAsync();
        await Node.DisposeAsync();
    }
}
