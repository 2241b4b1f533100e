using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Records;

/// <summary>A record as programs are told of it.</summary>
sealed record ApiRecord(
    long Arrival, string Href, string Id, int Revision, string Kind, RecordState State, string? Type, Category? Category, Severity Severity, CapStatus Status, bool Exercise,
    string At, string Issued, string Headline, string? Place, string? Publisher, double? Longitude, double? Latitude,
    string Marking, string Circle, string CircleName, string Party, string PartyName, int Incarnation, long Index, string Leaf)
{
    public static ApiRecord Of(RecordRow row, TocsinNode node)
    {
        var log = row.Address.Log;
        return new ApiRecord(
            row.Arrival, HrefOf(row.Address), row.Id.ToString(), row.Revision, row.Kind, row.State, row.Type, row.Category, row.Severity, row.Status, row.IsExercise,
            Moment(row.At), Moment(row.Issued), row.Headline, row.Place, row.Publisher, row.Point?.Longitude, row.Point?.Latitude,
            $"TLP:{row.Marking.Name()}", log.Circle.ToBase64Url(), node.Names.Circle(log.Circle), log.Party.ToBase64Url(), node.Names.Party(log.Party), log.Incarnation, row.Address.Index, row.LeafHash.ToBase64Url());
    }

    /// <summary>Where a record is, for good.</summary>
    public static string HrefOf(RecordAddress address) => $"/api/v1/records/{RowFeatures.IdOf(address)}";

    public static string Moment(Instant time) => InstantPattern.ExtendedIso.Format(time);
}

/// <summary>A page of records.</summary>
/// <param name="Records">The records.</param>
/// <param name="Next">What to give as <c>after</c> (or, backwards, as <c>before</c>) to go on.</param>
/// <param name="More">Whether more is there now.</param>
sealed record ApiPage(IReadOnlyList<ApiRecord> Records, long Next, bool More);

/// <summary>A leaf that a record bears on.</summary>
sealed record ApiReference(string Relation, string Href, string Leaf);

/// <summary>A record with its content.</summary>
/// <param name="Record">What lists tell of it.</param>
/// <param name="References">The leaves that it bears on.</param>
/// <param name="Content">The groups that are held, as the author wrote them.</param>
/// <param name="Missing">Groups that are not here: withheld, erased, or data on persons.</param>
sealed record ApiShown(ApiRecord Record, IReadOnlyList<ApiReference> References, Dictionary<string, JsonElement> Content, int Missing)
{
    public static ApiShown Of(ShownRecord shown, TocsinNode node) => new(
        ApiRecord.Of(shown.Row, node),
        [.. shown.References.Select(each => new ApiReference(each.Relation, ApiRecord.HrefOf(new RecordAddress(each.Log, each.Index)), each.Leaf.ToBase64Url()))],
        shown.Groups.GroupBy(group => group.Key).ToDictionary(group => group.Key, group => group.First().Value), shown.Missing);
}

/// <summary>A circle that a program may read.</summary>
sealed record ApiCircle(string Id, string Name, bool Exercise, string? Marking, bool MayWrite);

/// <summary>What <c>/api/v1/circles</c> answers.</summary>
sealed record ApiCircles(IReadOnlyList<ApiCircle> Circles);

/// <summary>Why a stream ended.</summary>
sealed record ApiEnd(string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiPage))]
[JsonSerializable(typeof(ApiShown))]
[JsonSerializable(typeof(ApiCircles))]
[JsonSerializable(typeof(ApiVessels))]
[JsonSerializable(typeof(ApiEnd))]
sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Answers with quotes and letters of all scripts as they are.</summary>
static class Plain
{
    public static ApiJson Json { get; } = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
