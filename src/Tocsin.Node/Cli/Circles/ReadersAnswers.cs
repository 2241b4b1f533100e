using System.Text.Json.Serialization;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Cli;

/// <summary>What <c>log verify-proof</c> says of a file about readers.</summary>
static class ReadersAnswers
{
    public static int Tell(VerbContext context, ReadersVerdict verdict)
    {
        var holds = verdict as ReadersVerdict.Holds;
        var fault = (verdict as ReadersVerdict.Broken)?.Reason;
        ReaderAnswer[] readers = [.. (holds?.Readers ?? []).Select(reader => new ReaderAnswer(reader.Party, reader.Name, reader.Epoch, reader.Charter.ToBase64Url()))];
        if (context.Json) context.WriteJson(new ReadersAnswer(holds is not null, fault, holds?.Record.ToString(), holds?.AuthorName, holds?.Epoch, holds?.Charter.ToBase64Url(), holds?.Newest, readers), ReadersJson.Default.ReadersAnswer);
        else if (holds is null) context.Out.WriteLine($"the proof does not hold: {fault}");
        else
        {
            context.Out.WriteLine($"{holds.Record} was written by {holds.AuthorName} in epoch {holds.Epoch}; by the charters up to epoch {holds.Newest} these were entitled to its content:");
            foreach (var reader in readers) context.Out.WriteLine($"  {reader.Name}  {reader.Party}  by the charter of epoch {reader.Epoch}");
        }
        return holds is null ? Verb.BadAnswer : Verb.Done;
    }
}

/// <summary>What <c>log verify-proof --json</c> prints of a file about readers.</summary>
sealed record ReadersAnswer(bool Holds, string? Fault, string? Record, string? AuthorName, int? Epoch, string? Charter, int? Newest, IReadOnlyList<ReaderAnswer> Readers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadersAnswer))]
sealed partial class ReadersJson : JsonSerializerContext;
