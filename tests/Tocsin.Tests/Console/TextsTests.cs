using System.Collections;
using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Tocsin.Node.Ui;
using Tocsin.Tests.Conventions;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>Every word has a key, every key a use and a text in every language; a key that is put together counts as used by its beginning.</summary>
public sealed partial class TextsTests
{
    static readonly Dictionary<string, string> English = Of(CultureInfo.InvariantCulture);

    static readonly (HashSet<string> Whole, HashSet<string> Beginnings, HashSet<string> Counted) Used = Read();

    public static TheoryData<string> Tags() => [.. Languages.All.Select(language => language.Tag)];

    [Fact]
    public void Every_key_that_is_used_is_there() => Assert.Empty(Used.Whole.Except(English.Keys));

    [Fact]
    public void Every_beginning_that_is_used_leads_somewhere() => Assert.DoesNotContain(Used.Beginnings, beginning => !English.Keys.Any(key => key.StartsWith(beginning, StringComparison.Ordinal)));

    [Fact]
    public void Every_key_that_is_there_is_used() =>
        Assert.DoesNotContain(English.Keys, key => !Used.Whole.Contains(key) && !Used.Beginnings.Any(beginning => key.StartsWith(beginning, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_language_has_every_key_with_the_same_places(string tag)
    {
        var texts = Of(Languages.Of(tag)!);
        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
        Assert.All(English, pair =>
        {
            Assert.False(string.IsNullOrWhiteSpace(texts[pair.Key]), $"{tag}: {pair.Key} is empty");
            Assert.All(texts[pair.Key].Split('|'), form => Assert.Equal(Places(pair.Value.Split('|')[^1]), Places(form)));
        });
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_text_with_a_number_has_a_form_for_each_plural_and_no_other_text_has_forms(string tag)
    {
        var language = Languages.Of(tag)!;
        Assert.All(Of(language), pair => Assert.Equal(IsCounted(pair.Key) ? language.PluralForms : 1, pair.Value.Split('|').Length));
    }

    // Copied from the Unicode CLDR charts of plural rules (cardinal, integers): n, and which of one, few, many, other it is.
    [Theory]
    [InlineData("en", 1, 0)]
    [InlineData("en", 0, 1)]
    [InlineData("en", 2, 1)]
    [InlineData("en", 21, 1)]
    [InlineData("ru", 1, 0)]
    [InlineData("ru", 21, 0)]
    [InlineData("ru", 101, 0)]
    [InlineData("ru", 2, 1)]
    [InlineData("ru", 4, 1)]
    [InlineData("ru", 22, 1)]
    [InlineData("ru", 104, 1)]
    [InlineData("ru", 0, 2)]
    [InlineData("ru", 5, 2)]
    [InlineData("ru", 11, 2)]
    [InlineData("ru", 12, 2)]
    [InlineData("ru", 14, 2)]
    [InlineData("ru", 111, 2)]
    [InlineData("ru", 112, 2)]
    [InlineData("ru", 1_000_000, 2)]
    [InlineData("vi", 1, 0)]
    [InlineData("vi", 5, 0)]
    public void Plurals_are_those_of_CLDR(string tag, long number, int form) => Assert.Equal(form, Languages.Of(tag)!.PluralForm(number));

    [Theory]
    [InlineData("en", 1, "1 warning, 1,234.5")]
    [InlineData("en", 5, "5 warnings, 1,234.5")]
    [InlineData("ru", 1, "1 предупреждение, 1\u00A0234,5")]
    [InlineData("ru", 2, "2 предупреждения, 1\u00A0234,5")]
    [InlineData("ru", 5, "5 предупреждений, 1\u00A0234,5")]
    [InlineData("vi", 5, "5 cảnh báo, 1.234,5")]
    public void Numbers_and_what_they_count_are_written_as_the_reader_writes_them(string tag, long number, string written)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = Languages.Of(tag)!.Culture;
        try { Assert.Equal(written, $"{Texts.Count("rules.trial.threads", number)}, {Show.Number(1234.5)}"); }
        finally { CultureInfo.CurrentUICulture = before; }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(20, "20")]
    [InlineData(0.01, "0.01")]
    [InlineData(0.00999, "0.00999")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00009, "9 × 10⁻⁵")]
    [InlineData(-0.0000000000421, "-4.2 × 10⁻¹¹")]
    [InlineData(double.Epsilon, "4.9 × 10⁻³²⁴")]
    public void A_small_number_is_not_rounded_to_nothing(double number, string written) => Assert.Equal(written, Show.Number(number));

    [Theory]
    [InlineData("en", "pValue", 1e-9, "Chance without an outbreak (p): less than 0.0001")]
    [InlineData("ru", "pValue", 1e-9, "Вероятность без вспышки (p): менее 0,0001")]
    [InlineData("vi", "pValue", 0, "Xác suất khi không có dịch (p): nhỏ hơn 0,0001")]
    [InlineData("en", "pValue", 0.0001, "Chance without an outbreak (p): 0.0001")]
    [InlineData("en", "threshold", 4.2231, "Threshold: 4.22")]
    public void A_probability_is_said_so_that_people_can_use_it(string tag, string name, double number, string said)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = Languages.Of(tag)!.Culture;
        try { Assert.Equal(said, Show.Number(name, number) is var fact ? $"{fact.Name}: {fact.Value}" : ""); }
        finally { CultureInfo.CurrentUICulture = before; }
    }

    [Theory]
    [InlineData(null, "", "en")]
    [InlineData(null, "ru-RU,ru;q=0.9,en;q=0.8", "ru")]
    [InlineData(null, "fr,vi-VN;q=0.7,ru;q=0.3", "vi")]
    [InlineData(null, "ru;q=0,fr", "en")]
    [InlineData(null, "\u0000;;;", "en")]
    [InlineData("vi", "ru", "vi")]
    [InlineData("xx", "ru", "ru")]
    public void What_was_chosen_goes_before_what_the_browser_asks_for(string? chosen, string accepted, string tag) =>
        Assert.Equal(tag, Languages.Choose(chosen, [accepted]).Tag);

    [Fact]
    public void No_component_says_a_word_of_its_own()
    {
        var said = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Console(), "Components"), "*.razor"))
        {
            // Markup is what stands outside of code, comments and Razor's own expressions.
            var markup = File.ReadAllText(file).Split("@code {")[0];
            markup = Markup().Replace(markup, " ");
            foreach (Match text in Visible().Matches(markup))
                if (Words().IsMatch(text.Groups[1].Value) && !IsCode(text.Groups[1].Value)) said.Add($"{Path.GetFileName(file)}: {text.Groups[1].Value.Trim()}");
        }
        Assert.Empty(said);
    }

    [Fact]
    public void A_component_that_said_a_word_of_its_own_would_be_found()
    {
        var match = Visible().Match(Markup().Replace("<p class=\"x\">@Texts.Of(\"a.b\") and more</p>", " "));
        Assert.True(match.Success && Words().IsMatch(match.Groups[1].Value) && !IsCode(match.Groups[1].Value));
    }

    /// <summary>Lines of C# between elements, and the one text that is a key's name.</summary>
    static bool IsCode(string text) => text.Split('\n').All(line => !Words().IsMatch(line) || Statement().IsMatch(line) || line.Trim() is "Ctrl+Enter");

    static Dictionary<string, string> Of(CultureInfo culture) =>
        new ResourceManager(typeof(Texts)).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    static Dictionary<string, string> Of(Language language) => Of(language == Languages.English ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language.Tag));

    static string Places(string text) => string.Join(' ', Place().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    static bool IsCounted(string key) => Used.Counted.Any(counted => counted.EndsWith('.') ? key.StartsWith(counted, StringComparison.Ordinal) : key == counted);

    static string Console([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Tocsin.Node/Console"));

    static (HashSet<string>, HashSet<string>, HashSet<string>) Read()
    {
        var (whole, beginnings, counted) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Console())!, "*", SearchOption.AllDirectories).Where(IsOurs))
        {
            var (pattern, prefix) = Path.GetExtension(file) switch
            {
                ".cs" or ".razor" => (InCSharp(), ""),
                ".ts" => (InScript(), "client."),
                _ => (null, ""),
            };
            if (pattern is null) continue;
            foreach (Match match in pattern.Matches(File.ReadAllText(file)))
            {
                var (key, isBeginning) = (prefix + match.Groups[2].Value, match.Groups[3].Value.Length > 0);
                if (isBeginning) beginnings.Add(key);
                else whole.Add(key);
                if (match.Groups[1].Value is "Count" or "count") counted.Add(key);
            }
        }
        // What rules say: the judges write it in English, and under its key the console has it in every language.
        foreach (var file in SourceFiles.Of("src/Tocsin", ".cs"))
            foreach (Match match in InRules().Matches(File.ReadAllText(file)))
            {
                if (match.Groups[2].Value.Length > 0) beginnings.Add("phrase." + match.Groups[1].Value);
                else whole.Add("phrase." + match.Groups[1].Value);
            }
        beginnings.Remove("phrase.");
        counted.Add("phrase.count.");
        // Named apart from the call: the keys dialog's rows, the top bar's places, a record's facts, an editor's heading, what was done; Texts itself calls its own Of.
        foreach (var part in new[] { "keys.", "fact.", "level.", "outcome.", "shell.", "rules.done.", "officers.done.", "watches.done.", "circles.done.", "me.done.", "shift.done.", "roster.done.", "deliveries.done." }) beginnings.Add(part);
        foreach (var key in new[] { "rules.edit", "rules.text" }) whole.Add(key);
        return (whole, beginnings, counted);
    }

    static bool IsOurs(string file) => !file.Contains("node_modules", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal);

    [GeneratedRegex("""Texts\.(Of|Find|Count)\(\$?"([\w.\-]+)(\{)?""")]
    private static partial Regex InCSharp();

    [GeneratedRegex("""Sentence\.Of\(\$?"([\w.\-]+)(\{)?""")]
    private static partial Regex InRules();

    [GeneratedRegex("""\b(text|count)\(['`]([\w.\-]+)(\$\{)?""")]
    private static partial Regex InScript();

    [GeneratedRegex(@"\{\d(:[^}]+)?\}")]
    private static partial Regex Place();

    // Comments, script calls, Razor's expressions with up to three levels of brackets, attribute values and directives.
    [GeneratedRegex("""@\*.*?\*@|<script.*?</script>|@\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)|@?(?:if|foreach|for|else if|switch) \((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)|@[\w.!]+(?:\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)|\[[^\]]*\]|\.\w+)*|"[^"]*"|^@(?:page|inject|using|attribute|implements).*$|@namespace.*$""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Markup();

    [GeneratedRegex(">([^<>]*)<")]
    private static partial Regex Visible();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Words();

    [GeneratedRegex(@"[{};]|\belse\b|=>")]
    private static partial Regex Statement();
}
