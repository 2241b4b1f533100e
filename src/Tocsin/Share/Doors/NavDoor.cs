using Tocsin.Formats.Navigation;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Broadcast navigational warnings to observations. See docs/doors.md.</summary>
public static class NavDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "navigational-warning";

    /// <summary>The type of the observation.</summary>
    public const string Type = "navigational-warning";

    const int HeadingCharsMax = 60;

    /// <summary>Maps one warning.</summary>
    public static Mapped Map(NavWarning warning, DoorTerms terms)
    {
        if (terms.FutureFault(warning.Issued) is { } fault) return Mapped.Refuse(fault);
        var (category, level) = FeedSeverity.OfNavigation(warning.Text);
        return Mapped.To(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = Type,
                Category = category,
                Event = "Navigational warning",
                Severity = level.Severity,
                Urgency = level.Urgency,
                Certainty = level.Certainty,
                At = warning.Issued,
                Until = warning.Cancelled,
                Codes = Codes(warning),
            },
            Where = warning.Geometry is null && Region(warning) is null ? null : new Where { Geometry = warning.Geometry, Name = Region(warning) },
            Texts = [new TextBlock { Event = "Navigational warning", Headline = Headline(warning), Description = warning.Text }],
            Source = new Source { Key = new SourceKey(Scheme, "", [warning.Name.ToString()], null), Publisher = "NGA" },
        });
    }

    static Dictionary<string, string> Codes(NavWarning warning)
    {
        var codes = new Dictionary<string, string> { ["warning"] = warning.Name.ToString() };
        if (warning.Subregion is { } subregion) codes["subregion"] = subregion;
        if (warning.Authority is { } authority) codes["authority"] = authority;
        if (!warning.Cancels.IsEmpty) codes["cancels"] = string.Join(", ", warning.Cancels);
        return codes;
    }

    /// <summary>The lines before the first paragraph that say where: "PERSIAN GULF. QATAR."; NGA's chart numbers are none of them.</summary>
    static string? Region(NavWarning warning)
    {
        var lines = warning.Text.Split('\n', StringSplitOptions.TrimEntries).TakeWhile(IsHeading).Where(line => !line.Any(char.IsAsciiDigit));
        return string.Join(" ", lines) is { Length: > 0 } region ? region : null;
    }

    /// <summary>The name, and the first words of what there is; where it does nothing but cancel others, that.</summary>
    static string Headline(NavWarning warning)
    {
        var text = string.Join(' ', warning.Text.Split('\n', StringSplitOptions.TrimEntries).SkipWhile(IsHeading));
        if (text.StartsWith("1. ", StringComparison.Ordinal)) text = text[3..];
        var said = text.Length > 0 ? text : warning.Text.Trim();
        if (!warning.Cancels.IsEmpty && said.StartsWith("CANCEL ", StringComparison.Ordinal) && !said.TrimEnd('.').Contains('.'))
            return $"{warning.Name}: cancels {string.Join(", ", warning.Cancels)}";
        return $"{warning.Name}: {said}";
    }

    static bool IsHeading(string line) =>
        line.EndsWith('.') && line.Length <= HeadingCharsMax && (!line.Any(char.IsAsciiDigit) || line.StartsWith("DNC ", StringComparison.Ordinal) || line.StartsWith("CHART", StringComparison.Ordinal));
}
