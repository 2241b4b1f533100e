namespace Tocsin.Share.Parties;

/// <summary>What parties and circles are called here.</summary>
public interface IPartyNames
{
    /// <summary>A party's name; nothing where it is not known.</summary>
    string? OfParty(Hash party);

    /// <summary>A circle's name; nothing where it is not known.</summary>
    string? OfCircle(Hash circle);
}

/// <summary>Words for parties and circles, whether or not their names are known.</summary>
public static class PartyNames
{
    const int ShortChars = 8;

    /// <summary>Knows no name.</summary>
    public static IPartyNames None { get; } = new Nobody();

    /// <summary>A party's name; the beginning of its id where that is not known.</summary>
    public static string Party(this IPartyNames names, Hash party) => names.OfParty(party) ?? Short(party);

    /// <summary>A circle's name; the beginning of its id where that is not known.</summary>
    public static string Circle(this IPartyNames names, Hash circle) => names.OfCircle(circle) ?? Short(circle);

    /// <summary>The beginning of an id, for people.</summary>
    public static string Short(Hash id) => Short(id.ToBase64Url());

    /// <summary>The beginning of an id's text, for people.</summary>
    public static string Short(string id) => id[..ShortChars];

    sealed class Nobody : IPartyNames
    {
        public string? OfParty(Hash party) => null;

        public string? OfCircle(Hash circle) => null;
    }
}
