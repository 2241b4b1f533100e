using Tocsin.Formats.Cap.Signatures;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>Reads CAP 1.0, 1.1 and 1.2: one alert, or the alerts inside an Atom or RSS feed or an EDXL-DE envelope.</summary>
/// <remarks>Nothing is fetched, and no document type declaration is read. What is to be said of an alert's signatures is told with it, and is never a reason to refuse it here.</remarks>
public static class CapReader
{
    /// <summary>Streams the alerts of one document. One that is refused does not stop the rest; a break in the XML does.</summary>
    public static IEnumerable<Item<CapAlert>> Read(Stream bytes) => Read(bytes, CapPins.None);

    /// <summary>The same, where certain certificates are believed.</summary>
    public static IEnumerable<Item<CapAlert>> Read(Stream bytes, CapPins pins)
    {
        var text = XmlParts.Document(bytes);
        if (!text.IsRead)
        {
            yield return new Item<CapAlert>.Refused(text.Refusal);
            yield break;
        }
        using var walk = new CapWalk(text.Value, pins);
        while (walk.Next() is { } item) yield return item;
    }
}
