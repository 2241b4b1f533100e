using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin party</c>: what this party says of itself.</summary>
static class PartyVerbs
{
    static readonly Option<string[]> Address = new("--address") { Description = "Where partners reach this node, as https://host:7443; may be given several times; 'none' takes all away", HelpName = "URL" };
    static readonly Option<string?> Name = new("--name") { Description = "What the party calls itself", HelpName = "N" };
    static readonly Option<string?> OneCircle = new("--circle") { Description = "Only the key of the log in this circle (default: every key but the root key)", HelpName = "C" };

    public static Command Create() => Verbs.Group("party", "This party: its documents and its keys.",
        new Verb("show", "Shows this party's document; --out writes what introduces it to others.", "tocsin party show --out coast-guard.party", Show) { Options = { CircleOption.Out }, ForAuditor = true },
        new Verb("set", "Says in a new party document how this party is called and reached.", "tocsin party set --address https://tocsin.example.org:7443", Set) { Options = { Address, Name, CircleOption.Root } },
        new Verb("rotate", "Makes new keys and lists them in a new party document.", "tocsin party rotate --root /media/safe/root.pem", Rotate) { Options = { OneCircle, CircleOption.Root } });

    static Task<int> Show(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        if (context.Parsed.GetValue(CircleOption.Out) is { } file)
        {
            if (!node.Own.IsReady) throw new IOException("this party's document lists no keys for partners yet: 'tocsin party set --root FILE' adds them");
            await CircleOption.Write(context, PapersFile.Of(node.Register.Chain(node.Own.Id)!), file);
        }
        Tell(context, node);
        return Verb.Done;
    }, stop);

    static Task<int> Set(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var addresses = context.Parsed.GetValue(Address) switch { null or [] => null, ["none"] => [], var given => given };
        var name = context.Parsed.GetValue(Name);
        await new CircleDesk(node, root: null).DemandPapersBack(stop);
        await node.Own.Amend(RootFile(context), document =>
        {
            if (name is not null) document = document.WithName(name);
            return addresses is null ? document : document.At(addresses, Hash.TryParseBase64Url(document.Tls, out var pin) ? pin : null);
        }, stop);
        Tell(context, node);
        return Verb.Done;
    }, stop);

    static Task<int> Rotate(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var root = RootFile(context);
        await new CircleDesk(node, root: null).DemandPapersBack(stop);
        if (context.Parsed.GetValue(OneCircle) is { } circle) await node.Logs.Turn(node.JournalIn(circle).Journal.Log.Circle, root, stop);
        else
        {
            foreach (var journal in node.Logs.Journals) await node.Logs.Turn(journal.Log.Circle, root, stop);
            await node.Own.Turn(root, stop);
        }
        Tell(context, node);
        return Verb.Done;
    }, stop);

    static string? RootFile(VerbContext context) => context.Parsed.GetValue(CircleOption.Root) is { } root ? context.Terminal.Path(root) : null;

    static void Tell(VerbContext context, TocsinNode node)
    {
        var document = node.Party;
        if (context.Json)
        {
            context.WriteJson(new PartyAnswer(document.Party, document.Number, document.Name, document.Addresses ?? [], document.Tls,
                [.. document.Keys.Select(key => new KeyAnswer(key.Use, key.Circle, key.Key))]), PartyVerbsJson.Default.PartyAnswer);
            return;
        }
        context.Out.WriteLine($"""
            {document.Name}
              party      {document.Party}
              document   {document.Number}, of {document.Time}
              reached    {(document.Addresses is { } addresses ? string.Join(", ", addresses) : "nowhere: 'tocsin party set --address URL' says where")}
              TLS key    {document.Tls ?? "none"}
            """);
        foreach (var key in document.Keys) context.Out.WriteLine($"  {key.Use,-9}  {(key.Circle is null ? "" : $"in {key.Circle}: ")}{key.Key}");
    }
}

/// <summary>What <c>party show --json</c> prints.</summary>
sealed record PartyAnswer(string Party, int Document, string Name, IReadOnlyList<string> Addresses, string? Tls, IReadOnlyList<KeyAnswer> Keys);

/// <summary>A key in it.</summary>
sealed record KeyAnswer(string Use, string? Circle, string Key);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartyAnswer))]
sealed partial class PartyVerbsJson : JsonSerializerContext;
