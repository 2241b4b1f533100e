using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using ThreadState = Tocsin.Warn.Following.ThreadState;

namespace Tocsin.Warn.Watching;

/// <summary>A watch in force, as the follower's view keeps it.</summary>
/// <param name="Index">Where its newest telling stands in the log.</param>
/// <param name="Leaf">Its leaf hash, base64url.</param>
/// <param name="Since">When it was first written. UTC.</param>
/// <param name="Facts">What it says, as its record does.</param>
sealed record WatchState(long Index, string Leaf, Instant Since, string Facts)
{
    public static WatchState Of(Record record, WatchFacts facts, Instant since) => new(
        record.Address.Index, record.LeafHash.ToBase64Url(), since, JsonSerializer.Serialize(facts, GroupJson.Default.WatchFacts));

    public WatchFacts Read() => JsonSerializer.Deserialize(Facts, GroupJson.Default.WatchFacts)!;

    public Reference ReferenceIn(Origin log) => new(Relation.Rules, log, Index, HashOf(Leaf));

    public static Hash HashOf(string text) => Hash.TryParseBase64Url(text, out var hash) ? hash : throw new InvalidDataException($"'{text}' is no leaf hash");
}

/// <summary>What a watch has said of one record.</summary>
/// <param name="Thread">Its last message.</param>
/// <param name="Day">The day on whose budget it rang.</param>
/// <param name="Substance">What mattered in the telling that its last message was about.</param>
/// <param name="Member">That telling.</param>
sealed record HitState(ThreadState Thread, string Day, string Substance, MemberState Member)
{
    /// <summary>The record after which the thread is named; nothing where it is this one.</summary>
    public Guid? Began { get; init; }
    /// <summary>Records of other logs that tell the same; nothing where there are none.</summary>
    public ImmutableArray<MemberState>? Alike { get; init; }
}

/// <summary>What a watch has found on one day.</summary>
/// <param name="Hits">How many records.</param>
/// <param name="Rung">Those that it rang for.</param>
/// <param name="Fold">The thread of the rest; nothing while there is none.</param>
sealed record DayState(long Hits, IReadOnlyList<MemberState> Rung, ThreadState? Fold);

/// <summary>The keys of the follower's documents.</summary>
static class WatchKeys
{
    public const string Watches = "w/";

    public static string Watch(Guid watch) => $"{Watches}{watch:N}";

    public static Guid WatchOf(string key) => Guid.ParseExact(key[^32..], "N");

    public static string Hits(Guid record) => $"h/{record:N}/";

    public static string Hit(Guid record, Guid watch) => $"h/{record:N}/{watch:N}";

    /// <summary>Which record's hit a record of another log tells alike.</summary>
    public static string Alike(Guid record, Guid watch) => $"{Alikes(record)}{watch:N}";

    public static string Alikes(Guid record) => $"a/{record:N}/";

    /// <summary>The records that rang and bear a source key, by its digest.</summary>
    public static string Told(Guid watch, string key) => $"k/{watch:N}/{key}/";

    public static string Day(Guid watch, string day) => $"d/{watch:N}/{day}";

    public static string DayOf(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(WatchState))]
[JsonSerializable(typeof(HitState))]
[JsonSerializable(typeof(DayState))]
sealed partial class WatchJson : JsonSerializerContext;
