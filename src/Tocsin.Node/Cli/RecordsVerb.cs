using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin records</c>: looks records up.</summary>
static class RecordsVerb
{
    public static Verb Create() => new("records", "Looks records up, newest event first.", "tocsin records --category Geo --since 2018-02-06 --bbox 118,20,125,27", Run)
    {
        ForAuditor = true,
        Options = { QueryOptions.Kind, QueryOptions.Category, QueryOptions.Since, QueryOptions.Until, QueryOptions.Box, QueryOptions.Words, QueryOptions.Circle, QueryOptions.Limit },
    };

    static Task<int> Run(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var rows = await node.Views.Search(QueryOptions.Query(context, node), stop);
        if (context.Json) context.WriteJson([.. rows.Select(row => RecordAnswer.Of(row, node))], RecordsJson.Default.RecordAnswerArray);
        else foreach (var row in rows) context.Out.WriteLine(Line(row, node));
        return Verb.Done;
    }, stop);

    internal static string Line(RecordRow row, TocsinNode node) =>
        $"{row.At:uuuu-MM-dd HH:mm:ss}Z  {row.Kind,-11} {row.Severity,-8} {(row.IsExercise ? "EXERCISE " : "")}{row.Headline}{(row.Place is null ? "" : $" ({row.Place})")}  {Place(row.Address, node)}";

    /// <summary>A number in the private log; elsewhere the party and the circle before it.</summary>
    static string Place(RecordAddress address, TocsinNode node) => address.Log.IsOfAuthorOf(node.Log)
        ? $"#{address.Index}" : $"{node.Names.Party(address.Log.Party)} in {node.Names.Circle(address.Log.Circle)} #{address.Index}";
}

/// <summary>A record as <c>records --json</c> prints it.</summary>
sealed record RecordAnswer(
    long Index, string Log, string Id, int Revision, string Kind, string? Type, Category? Category, Severity Severity, CapStatus Status,
    bool Exercise, string At, string Issued, string Headline, string? Place, string? Publisher, double? Longitude, double? Latitude, string Leaf, string? Party, string? Circle)
{
    public static RecordAnswer Of(RecordRow row, TocsinNode node) => new(
        row.Address.Index, row.Address.Log.ToString(), row.Id.ToString(), row.Revision, row.Kind, row.Type, row.Category, row.Severity, row.Status,
        row.IsExercise, row.At.ToString(), row.Issued.ToString(), row.Headline, row.Place, row.Publisher, row.Point?.Longitude, row.Point?.Latitude, row.LeafHash.ToBase64Url(),
        row.Address.Log.IsOfAuthorOf(node.Log) ? null : node.Names.Party(row.Address.Log.Party), row.Address.Log.IsOfAuthorOf(node.Log) ? null : node.Names.Circle(row.Address.Log.Circle));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordAnswer[]))]
sealed partial class RecordsJson : JsonSerializerContext;
