using System.CommandLine;
using System.Text;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary>Circles, papers and the root key, as commands name them.</summary>
static class CircleOption
{
    /// <summary>The circle in which a command writes or looks; nothing: the private one.</summary>
    public static readonly Option<string?> In = new("--circle") { Description = "The circle, by its name or id (default: this party's private one)", HelpName = "C" };

    public static readonly Argument<string> Circle = new("CIRCLE") { Description = "The circle, by its name or the beginning of its id" };

    public static readonly Option<string?> Root = new("--root") { Description = "The file of the root key, where it is not in the data folder any more", HelpName = "FILE" };

    public static readonly Option<string?> Out = new("--out") { Description = "Where to write the papers", HelpName = "FILE" };

    public static readonly Option<string?> Tlp = new("--tlp") { Description = "The laxest marking of its records: RED, AMBER+STRICT, AMBER, GREEN or CLEAR", HelpName = "T" };

    /// <summary>The circle that a command names.</summary>
    public static Circle Of(VerbContext context, TocsinNode node) => node.Circle(context.Parsed.GetValue(Circle)!);

    /// <summary>The parties of some that are called so, by their name or the beginning of their id.</summary>
    public static IReadOnlyList<string> Called(TocsinNode node, IEnumerable<string> parties, string named)
    {
        var among = parties.Distinct().ToList();
        var found = among.Where(party => party == named || named.Length >= 6 && party.StartsWith(named, StringComparison.Ordinal)).ToList();
        return found.Count > 0 ? found : [.. among.Where(party => node.Register.Chain(party)?.Newest?.Document.Name == named)];
    }

    /// <summary>What an administrator does with circles.</summary>
    public static CircleDesk Desk(VerbContext context, TocsinNode node) => new(node, context.Parsed.GetValue(Root) is { } root ? context.Terminal.Path(root) : null);

    public static Tlp? Marking(VerbContext context) => context.Parsed.GetValue(Tlp) switch
    {
        null => null,
        var text => TlpNames.TryParse(text.ToUpperInvariant(), out var marking) ? marking : throw new IOException($"'{text}' is not a TLP 2.0 marking: RED, AMBER+STRICT, AMBER, GREEN or CLEAR"),
    };

    /// <summary>Reads a file of papers that somebody handed over.</summary>
    public static PapersFile Read(VerbContext context, string file)
    {
        var path = context.Terminal.Path(file);
        if (new FileInfo(path) is { Exists: true, Length: > Limits.PapersBytesMax }) throw new IOException($"{file} has more than {Limits.PapersBytesMax} bytes: it is no file of papers");
        return PapersFile.Read(File.ReadAllText(path)).Try(out var papers, out var reason) ? papers : throw new IOException($"{file}: {reason}");
    }

    /// <summary>Writes papers where they were asked for; to standard output where no file is named.</summary>
    public static async Task Write(VerbContext context, PapersFile papers, string? file)
    {
        await DoorVerbs.WriteTo(context, file ?? "-", async output =>
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(papers.Text()));
            return true;
        });
        if (file is not null) context.Err.WriteLine($"{context.Terminal.Path(file)} holds the papers");
    }
}
