using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin init</c>: makes a node.</summary>
static class InitVerb
{
    static readonly Option<string> Party = new("--party") { Description = "What the party calls itself", HelpName = "NAME", Required = true };
    static readonly Option<string?> Zone = new("--zone") { Description = "The zone in which the console shows times beside UTC (default: the machine's)", HelpName = "ZONE" };

    public static Verb Create() => new("init", "Makes a node: keys, party document, private circle.", "tocsin init --party 'Coast Guard of Examplia'", Run)
    {
        ConcernsNode = false,
        Options = { Party, Zone },
    };

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var name = context.Parsed.GetValue(Party)!;
        if (!Founding.Of(name, TimeProvider.System, Chance.System).Try(out var founding, out var reason)) throw new IOException(reason);
        var zone = context.Parsed.GetValue(Zone);
        if (zone is not null && !ConsoleOptions.ReadZone(zone).Try(out _, out var why)) throw new IOException(why);
        var folder = NodeFolder.Create(context.DataFolder, founding, name, Chance.System);
        folder.Write(folder.Read() with { Zone = zone });
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
