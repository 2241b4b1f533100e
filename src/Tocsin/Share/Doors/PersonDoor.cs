using System.Text;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Rows of lists of persons, where they are kept: all that a row says stands in the group of data on persons. See docs/doors.md.</summary>
public static class PersonDoor
{
    /// <summary>Why they are kept, as the record says it.</summary>
    public const string Purpose = "to follow up the cases of a list of persons";

    /// <summary>Maps one row. Told again it is a duplicate, and the first retention date stands.</summary>
    /// <param name="row">The row.</param>
    /// <param name="terms">How it is read.</param>
    /// <param name="until">When it is erased. UTC.</param>
    public static Mapped Map(PersonRow row, DoorTerms terms, Instant until)
    {
        var publisher = row.Publisher ?? terms.Publisher;
        return Mapped.To(new Draft
        {
            Kind = Kind.Case,
            What = new CaseFacts(row.Topic ?? publisher),
            Source = new Source { Key = new SourceKey(SourceKey.Own, "case", [Digest(publisher, row)], null), Publisher = publisher },
            Personal = new Personal(Purpose, until, row.Fields.ToImmutableDictionary(StringComparer.Ordinal)),
        });
    }

    /// <summary>Names the row by all that it says, so that no part of it stands in its key. Each part begins with its length.</summary>
    static string Digest(string publisher, PersonRow row)
    {
        var text = new StringBuilder();
        foreach (var part in row.Fields.SelectMany(pair => new[] { pair.Key, pair.Value }).Prepend(publisher)) text.Append(part.Length).Append(':').Append(part);
        return Hash.Of(Encoding.UTF8.GetBytes(text.ToString())).ToBase64Url();
    }
}
