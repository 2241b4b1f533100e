using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin init</c>: makes a node.</summary>
static class InitVerb
{
    static readonly Option<string> Party = new("--party") { Description = "What the party calls itself", HelpName = "NAME", Required = true };

    public static Verb Create() => new("init", "Makes a node: keys, party document, private circle.", "tocsin init --party 'Coast Guard of Examplia'", Run)
    {
        ConcernsNode = false,
        Options = { Party },
    };

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var name = context.Parsed.GetValue(Party)!;
        if (!Founding.Of(name, TimeProvider.System, Chance.System).Try(out var founding, out var reason)) throw new IOException(reason);
        var folder = NodeFolder.Create(context.DataFolder, founding, name, Chance.System);
        await using var node = await TocsinNode.Open(folder, NodeSources.System, stop);
        await node.Settle(stop);
        if (context.Json) context.WriteJson(new InitAnswer(folder.Path, node.Party.Party, node.Log.ToString(), node.Verifier.ToString()), InitJson.Default.InitAnswer);
        else
        {
            context.Out.WriteLine($"""
                A node for {name} stands in {folder.Path}.
                  party  {node.Party.Party}
                  log    {node.Log}
                  key    {node.Verifier}
                Move {Path.Combine(folder.Keys, "root.pem")} off this machine: it is needed only to change keys.
                Next: tocsin serve
                """);
        }
        return Verb.Done;
    }
}

/// <summary>What <c>init --json</c> prints.</summary>
sealed record InitAnswer(string Folder, string Party, string Log, string Key);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InitAnswer))]
sealed partial class InitJson : JsonSerializerContext;
