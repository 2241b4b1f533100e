using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tocsin.Share.Sync;

/// <summary>What partners write to each other, and what a node keeps of it, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(Records.InstantConverter)])]
[JsonSerializable(typeof(ForkDocument))]
[JsonSerializable(typeof(GapsDocument))]
[JsonSerializable(typeof(EpochsDocument))]
[JsonSerializable(typeof(SyncMessage))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(ProofExtra))]
sealed partial class SyncJson : JsonSerializerContext
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, and its newline.</summary>
    public static string Text<T>(T document, JsonTypeInfo<T> type)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Plain)) JsonSerializer.Serialize(json, document, type);
        return Encoding.UTF8.GetString(text.WrittenSpan) + "\n";
    }
}
