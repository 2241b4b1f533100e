using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Calls;

/// <summary>What a call says: the warning's own words, and nothing that the warning does not have.</summary>
public sealed record CallMessage
{
    /// <summary>The delivery's id: the same at every try.</summary>
    public required string Delivery { get; init; }
    /// <summary>The party that warns.</summary>
    public required string Party { get; init; }
    /// <summary>The warning's thread.</summary>
    public required string Thread { get; init; }
    /// <summary>Which call it is since it rang, from 0.</summary>
    public required int Step { get; init; }
    /// <summary>Whether it is meant in earnest.</summary>
    public required CapStatus Status { get; init; }
    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }
    /// <summary>One line.</summary>
    public required string Headline { get; init; }
    /// <summary>In one sentence, why it rang.</summary>
    public required string Why { get; init; }
    /// <summary>In one sentence, why this officer is called.</summary>
    public required string Reason { get; init; }
    /// <summary>Where, in words.</summary>
    public string? Where { get; init; }
    /// <summary>When the event began, or begins. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>When it rang. UTC.</summary>
    public required Instant RangAt { get; init; }
    /// <summary>By when somebody must acknowledge it. UTC.</summary>
    public Instant? AcknowledgeBy { get; init; }
    /// <summary>Where to read on: an address, or the path alone.</summary>
    public required string Link { get; init; }

    /// <summary>The message of a thread.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="call">The call's facts.</param>
    /// <param name="delivery">The delivery's id.</param>
    /// <param name="party">The party's name.</param>
    /// <param name="link">What links begin with.</param>
    public static CallMessage Of(WarningThread thread, DispositionFacts call, string delivery, string party, Uri? link)
    {
        var path = $"/warnings/{Uri.EscapeDataString(thread.Id)}";
        return new CallMessage
        {
            Delivery = delivery, Party = party, Thread = thread.Id, Step = call.Step ?? 0, Status = thread.Status, Severity = thread.Severity,
            Headline = thread.Headline, Why = thread.Why, Reason = call.Why ?? "", Where = thread.Place, At = thread.At, RangAt = thread.RangAt,
            AcknowledgeBy = thread.AcknowledgeBy, Link = link is null ? path : link.AbsoluteUri.TrimEnd('/') + path,
        };
    }

    /// <summary>The JSON document of a webhook.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CallJson.Default.CallMessage);

    /// <summary>One line: of an e-mail's head, of a notification.</summary>
    public string Subject => $"{Earnest}{Severity}: {Headline}{(Where is null ? "" : $", {Where}")}".ReplaceLineEndings(" ");

    /// <summary>The words of an e-mail.</summary>
    public string Body()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Subject}").AppendLine().AppendLine(Why).AppendLine();
        if (Where is not null) text.AppendLine(CultureInfo.InvariantCulture, $"Where:          {Where}");
        text.AppendLine(CultureInfo.InvariantCulture, $"When:           {TimeWord.Minute(At)}").AppendLine(CultureInfo.InvariantCulture, $"Rang:           {TimeWord.Minute(RangAt)}");
        if (AcknowledgeBy is { } deadline) text.AppendLine(CultureInfo.InvariantCulture, $"Acknowledge by: {TimeWord.Minute(deadline)}");
        text.AppendLine().AppendLine(Reason).AppendLine(Link).AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Party}, Tocsin. Delivery {Delivery}, call {Step}.");
        return text.ToString();
    }

    string Earnest => Status == CapStatus.Actual ? "" : $"{Status.ToString().ToUpperInvariant()} ";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CallMessage))]
sealed partial class CallJson : JsonSerializerContext;
