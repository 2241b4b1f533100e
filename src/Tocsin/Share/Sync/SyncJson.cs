using System.Text.Json.Serialization;

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
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(List<Parties.CharterPapers>))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(ProofExtra))]
[JsonSerializable(typeof(ReadersFile))]
sealed partial class SyncJson : JsonSerializerContext;
