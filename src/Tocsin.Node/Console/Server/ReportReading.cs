using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>What an officer said: a report or a warning.</summary>
sealed record Said(IncidentReport? Incident, WarningRequest? Warning);

/// <summary>All that is wrong with a form, or what it says.</summary>
readonly record struct FormRead<T>(T? Value, IReadOnlyList<string> Problems) where T : class
{
    public bool Try([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, out IReadOnlyList<string> problems)
    {
        (value, problems) = (Value, Problems);
        return value is not null;
    }
}

/// <summary>Reads the report form. Words are checked where they go; here are numbers, choices and the place.</summary>
sealed class ReportReading(TocsinNode node, ConsoleOptions options, ReportScreen screen, PlaceReading places)
{
    const int ExpiresHoursMax = 168;

    public async Task<FormRead<Said>> Read(ReportFields fields, string officer, CancellationToken stop)
    {
        var problems = new List<string>();
        var category = Choice<Category>(fields.Category, "report.category", problems);
        var severity = Choice<Severity>(fields.Severity, "report.severity", problems);
        var urgency = Choice<Urgency>(fields.Urgency, "report.urgency", problems);
        var certainty = Choice<Certainty>(fields.Certainty, "report.certainty", problems);
        if (fields.Says is not ("report" or "warning")) problems.Add(Texts.Of("report.saysWhat"));
        if (fields.Headline.Length == 0) problems.Add(Texts.Of("report.noHeadline"));
        if (fields.Circle.Length > 0 && fields.Circle != screen.CircleId) problems.Add(Texts.Of("report.noCircle"));
        var hours = int.TryParse(fields.ExpiresHours, NumberStyles.None, CultureInfo.InvariantCulture, out var h) && h is >= 1 and <= ExpiresHoursMax ? h : 0;
        if (hours == 0) problems.Add(Texts.Of("report.noHours", ExpiresHoursMax));
        if (!(await places.Read(fields, stop)).Try(out var place, out var placeProblem)) problems.Add(placeProblem);
        if (problems.Count > 0) return new(null, problems);

        var (now, where) = (node.Sources.Clock.Now(), place!.Where);
        IReadOnlyList<TextBlock> texts = [new TextBlock { Language = Languages.Current.Tag, Headline = fields.Headline, Description = Or(fields.Description), Instruction = Or(fields.Instruction) }];
        return new(fields.Says == "report"
            ? new Said(new IncidentReport(category, Short(fields.Headline, WarningRequest.EventCharsMax), severity, now, where, texts, officer) { Publisher = Or(fields.Source) }, null)
            : new Said(null, new WarningRequest
            {
                Message = MessageType.Alert, Status = options.Exercise is null && !node.Charter.Exercise ? CapStatus.Actual : CapStatus.Exercise,
                Category = category, Event = Short(fields.Headline, WarningRequest.EventCharsMax), Severity = severity, Urgency = urgency, Certainty = certainty,
                At = now, Until = now + Duration.FromHours(hours), Why = Short(Or(fields.Description) ?? fields.Headline, WarningRequest.WhyCharsMax),
                Where = where, Texts = texts, Publisher = Or(fields.Source), Officer = officer,
            }), []);
    }

    static T Choice<T>(string text, string field, List<string> problems) where T : struct, Enum
    {
        if (Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])) return value;
        problems.Add(Texts.Of("report.noChoice", Texts.Of(field), text));
        return default;
    }

    static string? Or(string text) => text.Length == 0 ? null : text;

    static string Short(string text, int most)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= most ? line : line[..(most - 1)] + "…";
    }
}
