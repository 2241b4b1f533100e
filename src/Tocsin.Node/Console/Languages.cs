using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Tocsin.Node.Ui;

/// <summary>A language of the console.</summary>
/// <param name="Tag">RFC 5646 tag, as in <c>lang</c>.</param>
/// <param name="Name">What its speakers call it.</param>
/// <param name="Culture">Its numbers: written down here, so that they do not depend on the machine's own tables.</param>
/// <param name="PluralForm">CLDR's plural rule for whole numbers: which of the forms of a text goes with a number.</param>
/// <param name="PluralForms">How many forms a text with a number has.</param>
sealed record Language(string Tag, string Name, CultureInfo Culture, Func<long, int> PluralForm, int PluralForms)
{
    const double WholeMax = 1e15;

    /// <summary>The form that goes with a number; with a fraction (1.5 cases) that of few, which CLDR's languages here use for it.</summary>
    public int FormOf(double number) => Math.Abs(number) < WholeMax && Math.Floor(number) == number ? PluralForm((long)number) : Math.Min(1, PluralForms - 1);
}

/// <summary>The languages of the console, and which of them a reader gets.</summary>
static class Languages
{
    /// <summary>What everything is written in first.</summary>
    public static Language English { get; } = new("en", "English", Culture("en", ",", "."), n => n == 1 ? 0 : 1, 2);

    /// <summary>All of them, in the order of the menu.</summary>
    public static ImmutableArray<Language> All { get; } =
    [
        English,
        new("ru", "Русский", Culture("ru", "\u00A0", ","), Russian, 3),
        new("vi", "Tiếng Việt", Culture("vi", ".", ","), _ => 0, 1),
    ];

    /// <summary>The language of whoever is being answered.</summary>
    public static Language Current => Of(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>The language of a tag, by its primary subtag: <c>ru-RU</c> is Russian. Nothing where the console does not speak it.</summary>
    public static Language? Of(string? tag)
    {
        var primary = tag?.Split('-', '_')[0];
        return All.FirstOrDefault(language => language.Tag.Equals(primary, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What was chosen, else what the browser asks for, else English.</summary>
    /// <param name="chosen">The cookie's word.</param>
    /// <param name="accepted">The header Accept-Language.</param>
    public static Language Choose(string? chosen, IReadOnlyList<string?> accepted)
    {
        if (Of(chosen) is { } known) return known;
        if (!StringWithQualityHeaderValue.TryParseList([.. accepted.OfType<string>()], out var wanted)) return English;
        return wanted.Where(each => each.Quality is not 0).OrderByDescending(each => each.Quality ?? 1).Select(each => Of(each.Value.Value)).FirstOrDefault(each => each is not null) ?? English;
    }

    /// <summary>Of texts in several languages the one for the reader: the exact tag, then the same language elsewhere, then the author's first.</summary>
    public static T? Best<T>(IReadOnlyList<T> texts, Func<T, string> tagOf) where T : class =>
        texts.FirstOrDefault(text => tagOf(text).Equals(Current.Tag, StringComparison.OrdinalIgnoreCase))
        ?? texts.FirstOrDefault(text => Of(tagOf(text)) == Current)
        ?? texts.FirstOrDefault();

    // CLDR, cardinals: one for 1, 21, 31 …, few for 2-4, 22-24 …, many for the rest.
    static int Russian(long number) => (Math.Abs(number % 10), Math.Abs(number % 100)) switch
    {
        (1, not 11) => 0,
        (2 or 3 or 4, not (12 or 13 or 14)) => 1,
        _ => 2,
    };

    static CultureInfo Culture(string tag, string group, string point)
    {
        var culture = (CultureInfo)CultureInfo.GetCultureInfo(tag).Clone();
        culture.NumberFormat = new NumberFormatInfo { NumberGroupSeparator = group, NumberDecimalSeparator = point };
        return culture;
    }
}
