using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Node.Api;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin token</c>: which programs may come in, and how far.</summary>
static class TokenVerbs
{
    static readonly Argument<string> Name = new("NAME") { Description = "What people call it" };
    static readonly Argument<string> Token = new("TOKEN") { Description = "Its name, or its id" };
    static readonly Option<string[]> Circle = new("--circle") { Description = "A circle that it may read; may be given several times; 'private' is this party's own (default: all that the party shares)", HelpName = "C" };
    static readonly Option<bool> Write = new("--write") { Description = "It may hand records in, into the circles that are named" };
    static readonly Option<int?> For = new("--for") { Description = "For how long it holds, in days: 90d (default: until it is revoked)", HelpName = "D", CustomParser = ReadDays };
    static readonly Option<int> Rate = NumberOption.Whole("--rate", "Requests that it may make a minute", "N", least: 1, most: ApiLimits.RateMax, usual: ApiLimits.RateUsual);

    public static Command Create() => Verbs.Group("token", "Which programs may come in, and how far.",
        new Verb("add", "Makes a token for a program, and shows it once.", "tocsin token add gis --circle private --for 90d", Add)
        {
            Arguments = { Name }, Options = { Circle, Write, For, Rate },
        },
        new Verb("list", "Lists the tokens.", "tocsin token list", List) { ForAuditor = true },
        new Verb("revoke", "Shuts a program out, at once; open streams end within a second.", "tocsin token revoke gis", Revoke) { Arguments = { Token } });

    static Task<int> Add(VerbContext context, CancellationToken stop) => With(context, (node, services) =>
    {
        var circles = (context.Parsed.GetValue(Circle) ?? []).Select(name => name == TocsinNode.PrivateName ? node.Log.Circle : node.Circle(name).Id);
        var request = new TokenRequest(context.Parsed.GetValue(Name)!, [.. circles], context.Parsed.GetValue(Write), context.Parsed.GetValue(For), context.Parsed.GetValue(Rate));
        var added = services.GetRequiredService<AddToken>().Handle(request) switch
        {
            AddingToken.Added made => made,
            AddingToken.Refused refused => throw new IOException(refused.Why),
            _ => throw new UnreachableException(),
        };
        context.Err.WriteLine("This is shown once. Give it to the program, and to nobody else:");
        if (context.Json) context.WriteJson(TokenAnswer.Of(added.Token, node) with { Token = added.Secret.ToString() }, TokenJson.Default.TokenAnswer);
        else context.Out.WriteLine(added.Secret.ToString());
    }, stop);

    static Task<int> List(VerbContext context, CancellationToken stop) => With(context, (node, services) =>
    {
        var (tokens, now) = (services.GetRequiredService<TokenStore>().All(), node.Sources.Clock.Now());
        if (context.Json) context.WriteJson([.. tokens.Select(token => TokenAnswer.Of(token, node))], TokenJson.Default.TokenAnswerArray);
        else foreach (var token in tokens) context.Out.WriteLine(Line(token, node, now));
    }, stop);

    static Task<int> Revoke(VerbContext context, CancellationToken stop) => With(context, (_, services) =>
    {
        var token = services.GetRequiredService<RevokeToken>().Handle(context.Parsed.GetValue(Token)!) ?? throw new IOException($"there is no token '{context.Parsed.GetValue(Token)}' that holds");
        context.Out.WriteLine($"revoked: {token.Name} [{token.Id}]");
    }, stop);

    static string Line(ApiToken token, TocsinNode node, Instant now)
    {
        var state = token.Revoked is not null ? "revoked" : token.Refusal(now) is not null ? "expired" : token.Until is { } until ? $"until {Day(until)}" : "until revoked";
        return string.Create(CultureInfo.InvariantCulture, $"{token.Name,-20} {(token.MayWrite ? "reads and writes" : "reads")} {Scope(token, node)}; {token.Rate} a minute; {state}; {(token.Used is { } used ? $"used {used:uuuu-MM-dd HH:mm}Z" : "never used")} [{token.Id}]");
    }

    static string Scope(ApiToken token, TocsinNode node) => token.Circles.IsEmpty ? "all circles but the private one" : string.Join(", ", token.Circles.Select(circle => NameOf(circle, node)));

    internal static string NameOf(Hash circle, TocsinNode node) => circle == node.Log.Circle ? TocsinNode.PrivateName : node.Names.Circle(circle);

    static string Day(Instant time) => time.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    static int? ReadDays(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= ApiLimits.TokenDaysMax) return days;
        result.AddError($"'{text}' is not a number of days from 1d to {ApiLimits.TokenDaysMax}d");
        return null;
    }

    static Task<int> With(VerbContext context, Action<TocsinNode, IServiceProvider> work, CancellationToken stop) => context.WithNode(async node =>
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(node).AddSingleton(node.Sources.Clock).AddSingleton(node.Sources.Chance).AddTokens().BuildServiceProvider();
        work(node, services);
        return Verb.Done;
    }, stop);
}

/// <summary>A token as <c>token --json</c> prints it; the secret stands in it only where it was just made.</summary>
sealed record TokenAnswer(string Id, string Name, IReadOnlyList<string>? Circles, bool Write, int Rate, string Created, string? Until, string? Revoked, string? Used, string? Token)
{
    public static TokenAnswer Of(ApiToken token, TocsinNode node) => new(
        token.Id, token.Name, token.Circles.IsEmpty ? null : [.. token.Circles.Select(circle => TokenVerbs.NameOf(circle, node))], token.MayWrite, token.Rate,
        ApiRecord.Moment(token.Created), Moment(token.Until), Moment(token.Revoked), Moment(token.Used), null);

    static string? Moment(Instant? time) => time is { } moment ? ApiRecord.Moment(moment) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenAnswer[]))]
sealed partial class TokenJson : JsonSerializerContext;
