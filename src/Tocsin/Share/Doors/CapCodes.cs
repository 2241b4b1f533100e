using System.Globalization;
using Tocsin.Formats.Cap;

namespace Tocsin.Share.Doors;

/// <summary>The members of an alert that have no place of their own in a record, as codes in the standard's order; and back.</summary>
static class CapCodes
{
    const string EventCode = "eventCode:", Parameter = "parameter:";

    /// <summary>The codes of a message; of its infos, those of the one that decides.</summary>
    public static Dictionary<string, string> Write(CapAlert alert, CapInfo? worst)
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        // CAP 1.2 §3.2.1 "alert"
        codes["identifier"] = alert.Identifier;
        codes["sender"] = alert.Sender;
        codes["sent"] = CapMoment.Write(alert.Sent);
        codes["message"] = alert.MessageType.ToString();
        Add("source", alert.Source);
        codes["scope"] = alert.Scope.ToString();
        Add("restriction", alert.Restriction);
        Add("addresses", alert.Addresses);
        Add("code", Lines(alert.Codes));
        Add("note", alert.Note);
        Add("references", References(alert.References));
        Add("incidents", alert.Incidents);
        if (worst is null) return codes;
        // §3.2.2 "info"
        if (worst.Categories.Length > 1) codes["categories"] = Words(worst.Categories);
        if (worst.ResponseTypes.Length > 0) codes["responseTypes"] = Words(worst.ResponseTypes);
        Add("audience", worst.Audience);
        Add("effective", Moment(worst.Effective));
        Add("onset", Moment(worst.Onset));
        Add("expires", Moment(worst.Expires));
        Add("senderName", worst.SenderName);
        AddNamed(EventCode, worst.EventCodes);
        AddNamed(Parameter, worst.Parameters);
        for (var i = 0; i < alert.Infos.Length; i++)
            if (Level(alert.Infos[i]) is var level && level != Level(worst)) codes[Info(i)] = level;
        return codes;

        void Add(string name, string? code)
        {
            if (code is { Length: > 0 }) codes[name] = code;
        }

        void AddNamed(string prefix, ImmutableArray<CapNamed> named)
        {
            foreach (var same in named.GroupBy(each => each.ValueName, each => each.Value))
                codes[prefix + same.Key] = string.Join('\n', same);
        }
    }

    /// <summary>The messages that <c>references</c> names.</summary>
    public static ImmutableArray<CapReference> References(string? text) =>
    [
        .. (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split(','))
            .Where(parts => parts.Length == 3 && CapMoment.Read(parts[2]) is not null)
            .Select(parts => new CapReference(parts[0], parts[1], CapMoment.Read(parts[2])!.Value)),
    ];

    /// <summary>The event codes that the codes hold.</summary>
    public static ImmutableArray<CapNamed> EventCodes(IReadOnlyDictionary<string, string> codes) => Named(codes, EventCode);

    /// <summary>The parameters that the codes hold.</summary>
    public static ImmutableArray<CapNamed> Parameters(IReadOnlyDictionary<string, string> codes) => Named(codes, Parameter);

    /// <summary>The words of a list, those that the standard knows.</summary>
    public static ImmutableArray<T> Words<T>(string? text) where T : struct, Enum =>
        [.. (text ?? "").Split(' ').Where(word => Enum.TryParse<T>(word, out _)).Select(word => Enum.Parse<T>(word))];

    /// <summary>Urgency, severity and certainty of an info that is milder than the one that decides; null where it is not.</summary>
    public static (CapUrgency Urgency, CapSeverity Severity, CapCertainty Certainty)? Level(IReadOnlyDictionary<string, string> codes, int info) =>
        codes.TryGetValue(Info(info), out var text) && text.Split(' ') is [var u, var s, var c]
        && Enum.TryParse<CapUrgency>(u, out var urgency) && Enum.TryParse<CapSeverity>(s, out var severity) && Enum.TryParse<CapCertainty>(c, out var certainty)
            ? (urgency, severity, certainty)
            : null;

    /// <summary>References as CAP writes them.</summary>
    public static string References(ImmutableArray<CapReference> references) =>
        string.Join(' ', references.Select(each => $"{each.Sender},{each.Identifier},{CapMoment.Write(each.Sent)}"));

    static ImmutableArray<CapNamed> Named(IReadOnlyDictionary<string, string> codes, string prefix) =>
    [
        .. codes.Where(code => code.Key.StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(code => code.Value.Split('\n').Select(value => new CapNamed(code.Key[prefix.Length..], value))),
    ];

    static string Info(int index) => string.Create(CultureInfo.InvariantCulture, $"info[{index + 1}]");

    static string Level(CapInfo info) => $"{info.Urgency} {info.Severity} {info.Certainty}";

    static string Words<T>(ImmutableArray<T> words) => string.Join(' ', words);

    static string Lines(ImmutableArray<string> lines) => string.Join('\n', lines);

    static string? Moment(OffsetDateTime? time) => time is { } moment ? CapMoment.Write(moment) : null;
}
