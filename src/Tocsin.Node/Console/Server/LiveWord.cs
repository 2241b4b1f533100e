using System.Text.Json.Serialization;

namespace Tocsin.Node.Ui;

/// <summary>What the node tells a page beside fragments and frames.</summary>
/// <param name="Beat">The node's time in milliseconds.</param>
sealed record LiveWord(long Beat)
{
    /// <summary>The arrival number up to which the page was told; it gives it back after a lost link.</summary>
    public long? Arrival { get; init; }
    /// <summary>The areas of warnings have changed.</summary>
    public long? Areas { get; init; }
    /// <summary>The timeline has changed.</summary>
    public long? Timeline { get; init; }
    /// <summary>Officers are called for warnings: the page sounds, and notifies, for each.</summary>
    public IReadOnlyList<CalledWarning>? Escalated { get; init; }
    /// <summary>Calls of which the page was told that wait no more.</summary>
    public IReadOnlyList<AnsweredCall>? Answered { get; init; }
}

/// <summary>What a page tells the node.</summary>
/// <param name="Page">Its path and query.</param>
/// <param name="Since">The arrival number up to which it was told; 0: it knows nothing.</param>
/// <param name="Called">The threads of which it says that officers are called, the first <see cref="ConsoleLimits.CallsToldMax"/> of which are taken; may be left out.</param>
sealed record PageWord(string? Page, long Since, IReadOnlyList<string?>? Called);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveWord))]
[JsonSerializable(typeof(PageWord))]
sealed partial class LiveJson : JsonSerializerContext;
