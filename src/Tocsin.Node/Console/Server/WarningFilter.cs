using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Node.Ui;

/// <summary>Which threads a search takes.</summary>
sealed record WarningFilter(WarningSearch Query, Category? Category, DayRange Days, IReadOnlyList<string> Words, Instant Now)
{
    /// <summary>Reads what was typed.</summary>
    public static Parsed<WarningFilter> Read(WarningSearch query, DateTimeZone zone, Instant now)
    {
        if (!WarningSearch.States.Contains(query.State)) return new(Texts.Of("report.noChoice", Texts.Of("warnings.state"), query.State));
        if (!CategoryChoice.Read(query.Category).Try(out var category, out var reason)) return new(reason);
        if (!DayRange.Read(query.Since, query.Until, zone).Try(out var days, out reason)) return new(reason);
        return new(new WarningFilter(query, category.Value, days, Share.Views.Words.Split(query.Words), now));
    }

    /// <summary>Whether a thread is among those that were asked for.</summary>
    public bool Takes(WarningThread thread) =>
        IsIn(thread) && thread.Severity.ToLevel() >= Query.Least && (Category is null || thread.Category == Category)
        && (Query.Rule.Length == 0 || thread.Rule == Query.Rule) && Days.Holds(thread.RangAt) && (Words.Count == 0 || Says(thread));

    bool IsIn(WarningThread thread) => Query.State switch
    {
        "open" => thread.IsOpen,
        "new" => thread is { IsOpen: true, State: ThreadState.New },
        "overdue" => thread.IsOverdue(Now),
        "acknowledged" => thread is { IsOpen: true, State: ThreadState.Acknowledged },
        "inHand" => thread is { IsOpen: true, State: ThreadState.InHand },
        "shelved" => thread.IsOpen && thread.IsShelved(Now),
        "closed" => thread.State == ThreadState.Closed,
        "cancelled" => thread.IsCancelled,
        _ => true,
    };

    bool Says(WarningThread thread)
    {
        return Has($"{thread.Headline} {thread.Place} {thread.Why} {thread.Id}")
            || Languages.Current != Languages.English && Has($"{PhraseWords.Headline(thread)} {PhraseWords.Place(thread)} {PhraseWords.Why(thread)} {thread.Id}");

        bool Has(string said) => Share.Views.Words.Fold(said) is var text && Words.All(word => text.Contains(word, StringComparison.Ordinal));
    }
}

/// <summary>A category as typed in an address; empty means any.</summary>
readonly record struct CategoryChoice(Category? Value)
{
    /// <summary>Reads it.</summary>
    public static Parsed<CategoryChoice> Read(string text) =>
        text.Length == 0 ? new(new CategoryChoice(null))
        : !char.IsAsciiDigit(text[0]) && Enum.TryParse<Category>(text, out var category) && Enum.IsDefined(category) ? new(new CategoryChoice(category))
        : new(Texts.Of("report.noChoice", Texts.Of("report.category"), text));
}
