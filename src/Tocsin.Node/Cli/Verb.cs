using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Node.Running;

namespace Tocsin.Node.Cli;

/// <summary>What a verb's work is given.</summary>
/// <param name="Terminal">What it reads and writes.</param>
/// <param name="Parsed">Its options and arguments.</param>
/// <param name="Opened">A node that runs already in this process; nothing where the verb opens the folder itself.</param>
sealed record VerbContext(Terminal Terminal, ParseResult Parsed, TocsinNode? Opened)
{
    public TextWriter Out => Terminal.Out;

    public TextWriter Err => Terminal.Err;

    /// <summary>The data folder's path.</summary>
    public string DataFolder => NodeFolder.Locate(Parsed.GetValue(CommandRoot.Data) is { } told ? Terminal.Path(told) : null, Terminal.Variable);

    /// <summary>Whether the answer goes to a machine.</summary>
    public bool Json => Parsed.GetValue(CommandRoot.Json);

    /// <summary>Works with the node: the one that runs, or the folder's, which is then open for this command alone.</summary>
    public async Task<int> WithNode(Func<TocsinNode, Task<int>> work, CancellationToken stop)
    {
        if (Opened is not null) return await work(Opened);
        await using var node = await TocsinNode.Open(NodeFolder.Open(DataFolder), NodeSources.System, stop);
        var code = await work(node);
        await node.Settle(stop);
        return code;
    }

    /// <summary>Writes one JSON document, the whole answer of a command under --json.</summary>
    public void WriteJson<T>(T answer, JsonTypeInfo<T> type) => Out.WriteLine(JsonSerializer.Serialize(answer, type));
}

/// <summary>A verb of the command line.</summary>
/// <remarks>Exit 0: done. 1: done, and the answer is bad. 2: not done; the reason is on standard error.</remarks>
sealed class Verb : Command
{
    public const int Done = CommandRoot.Done, BadAnswer = CommandRoot.BadAnswer, NotDone = CommandRoot.NotDone;

    readonly Func<VerbContext, CancellationToken, Task<int>> work;

    /// <param name="name">The verb, as it is typed.</param>
    /// <param name="description">What it does, in one line.</param>
    /// <param name="example">A whole command line that works.</param>
    /// <param name="work">Does it.</param>
    public Verb(string name, string description, string example, Func<VerbContext, CancellationToken, Task<int>> work)
        : base(name, CommandRoot.Describe(description, example))
    {
        this.work = work;
        Action = new Itself();
    }

    /// <summary>Says that the verb itself was asked for, and none of its options that answer for it, such as --help.</summary>
    public sealed class Itself : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult) => throw new NotSupportedException("verbs are run by the command line");
    }

    /// <summary>Whether a running node does it, when there is one: it works on the node's records.</summary>
    public bool ConcernsNode { get; init; } = true;

    /// <summary>Whether an auditor may do it: it changes nothing.</summary>
    public bool ForAuditor { get; init; }

    /// <summary>Does the work, here or in the node that runs on the folder; whatever the world refuses becomes a sentence and exit code 2.</summary>
    public Task<int> Run(string[] args, VerbContext context, CancellationToken stop) => CommandRoot.Guard(context.Err, async () =>
    {
        if (ConcernsNode && context.Opened is null && await RemoteNode.TryRun(args, context, stop) is { } code) return code;
        if (ConcernsNode && !ForAuditor) OfficerOption.RefuseAuditor(context);
        return await work(context, stop);
    });
}
