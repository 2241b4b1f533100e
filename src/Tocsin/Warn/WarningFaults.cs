using NetTopologySuite.Geometries;
using Tocsin.Share.Records;

namespace Tocsin.Warn;

/// <summary>What is wrong with a warning that an officer wrote.</summary>
static class WarningFaults
{
    const int EventCharsMax = 100, WhyCharsMax = 500, HeadlineCharsMax = 160, PositionsMax = 10_000;

    static readonly Duration AheadMax = Duration.FromDays(366);

    public static IEnumerable<string> Of(WarningRequest request, Instant now)
    {
        if (string.IsNullOrWhiteSpace(request.Event) || request.Event.Length > EventCharsMax) yield return $"What happens is said in 1 to {EventCharsMax} characters.";
        if (string.IsNullOrWhiteSpace(request.Why) || request.Why.Length > WhyCharsMax) yield return $"Why it is issued is said in 1 to {WhyCharsMax} characters.";
        if (string.IsNullOrWhiteSpace(request.Officer)) yield return "A warning needs an officer who answers for it.";
        if (request.Message == MessageType.Alert && request.Thread is not null) yield return "A new warning begins a thread of its own.";
        if (request.Message != MessageType.Alert && request.Thread is null) yield return "An update or a cancellation names the thread that it is about.";

        var wrongClock = now + Duration.FromMinutes(Limits.FutureMinutesMax);
        if (request.Certainty == Certainty.Observed && request.At > wrongClock) yield return $"It cannot have been observed at {request.At}: that lies more than {Limits.FutureMinutesMax} minutes ahead.";
        else if (request.At > now + AheadMax) yield return $"It begins at {request.At}, more than a year ahead.";
        if (request.Message != MessageType.Cancel && request.Until <= now) yield return $"It ceased to hold at {request.Until} already.";
        if (request.Until <= request.At) yield return "It ceases to hold before it begins.";
        if (request.Until > now + AheadMax) yield return $"It holds until {request.Until}, more than a year ahead.";

        foreach (var fault in request.Where?.Geometry is { } geometry ? OfGeometry(geometry) : []) yield return fault;
        foreach (var text in request.Texts)
        {
            if (!IsLanguage(text.Language)) yield return $"'{text.Language}' is no language tag of RFC 5646.";
            if (text.Headline?.Length > HeadlineCharsMax) yield return $"A headline has at most {HeadlineCharsMax} characters (CAP 1.2 §3.2.2).";
        }
        if (request.Texts.DistinctBy(t => t.Language, StringComparer.OrdinalIgnoreCase).Count() < request.Texts.Count) yield return "Each language has one block of words.";
    }

    static IEnumerable<string> OfGeometry(Geometry geometry)
    {
        if (geometry.IsEmpty) yield return "The area is empty.";
        else if (geometry.NumPoints > PositionsMax) yield return $"The area has {geometry.NumPoints} corners; {PositionsMax} are the most.";
        else if (geometry.Coordinates.Any(c => !(c.X is >= -180 and <= 180 && c.Y is >= -90 and <= 90))) yield return "The area leaves the world: longitudes run from -180 to 180, latitudes from -90 to 90, longitude first.";
        else if (!geometry.IsValid) yield return "The area's outline crosses itself.";
    }

    static bool IsLanguage(string tag) =>
        tag.Length is >= 2 and <= 35 && tag.Split('-') is [{ Length: 2 or 3 } first, .. var rest] && first.All(char.IsAsciiLetter)
        && rest.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
}
