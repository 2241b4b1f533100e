using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Tocsin.Node.Ui;

/// <summary>Every word that the console shows, from Texts.resx in the reader's language.</summary>
public static class Texts
{
    private const string ClientPrefix = "client.";

    // Inside a script element, where letters of any script may stand as they are.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly ResourceManager Resources = new(typeof(Texts));

    /// <summary>A text by its key. A key without a text is a bug.</summary>
    public static string Of(string key) =>
        Resources.GetString(key, CultureInfo.CurrentUICulture)
        ?? throw new ArgumentException($"Texts.resx has no '{key}'.", nameof(key));

    /// <summary>A text with its places filled.</summary>
    public static string Of(string key, params object[] values) =>
        string.Format(Languages.Current.Culture, Of(key), values);

    /// <summary>A text in the form that goes with a number, which fills its first place; the forms stand apart by bars.</summary>
    public static string Count(string key, long number, params object[] values)
    {
        var language = Languages.Current;
        return string.Format(language.Culture, Of(key).Split('|')[language.PluralForm(number)], [number, .. values]);
    }

    /// <summary>A text by its key; null for a key that only data may bring, such as a word that this version does not know.</summary>
    public static string? Find(string key) => Resources.GetString(key, CultureInfo.CurrentUICulture);

    /// <summary>A text by its key in a language; null for a key that this version does not know.</summary>
    internal static string? Find(string key, Language language) => Resources.GetString(key, language == Languages.English ? CultureInfo.InvariantCulture : language.Culture);

    /// <summary>The name of a severity.</summary>
    public static string Of(Level level) => Of($"level.{level}");

    /// <summary>How a thread ended.</summary>
    public static string Of(Share.Records.Outcome outcome) => Of($"outcome.{WordOf(outcome)}");

    /// <summary>An outcome as forms say it.</summary>
    public static string WordOf(Share.Records.Outcome outcome) =>
        outcome == Share.Records.Outcome.FalseAlarm ? "false-alarm" : outcome.ToString().ToLowerInvariant();

    /// <summary>The script's texts as JSON, without their prefix: so that there is one source.</summary>
    public static string ForClient()
    {
        // English has every key; another language may lack some.
        var english = Resources.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!;
        var keys = english.Cast<DictionaryEntry>().Select(entry => (string)entry.Key)
            .Where(key => key.StartsWith(ClientPrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return JsonSerializer.Serialize(keys.ToDictionary(key => key[ClientPrefix.Length..], Of), Plain);
    }
}
