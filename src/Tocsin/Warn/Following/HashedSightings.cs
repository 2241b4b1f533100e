using System.Globalization;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>Under which hashes a met value is known in the circles of this party. Which circles these are, the charters in its own logs say: so a
/// rebuild comes to the same.</summary>
/// <param name="desk">The judge's documents.</param>
sealed class HashedSightings(Desk desk)
{
    /// <summary>Circles whose hashes are made of a met value, the first of them by their ids.</summary>
    public const int CirclesMax = 64;

    /// <summary>Names of a met host of which hashes are made: the host, and of the domains above it the broadest, since whoever owns a domain
    /// puts as many labels before it as he likes.</summary>
    public const int DomainsMax = 8;

    /// <summary>Sightings, the newest, that are remembered under the hashes of a circle that comes later.</summary>
    public const int EarlierMax = 10_000;

    const string Domain = "domain", Prefix = "salt/", Earlier = "met/early/";

    List<(ValueSalt Salt, bool HasDomains)>? salts;

    /// <summary>Learns a circle's salt from the charter that this party keeps in its log there.</summary>
    /// <returns>Whether it was not known before.</returns>
    public async Task<bool> Learn(Record record, CancellationToken stop)
    {
        if (record.What is not DocumentFacts document || !Charter.Read(document.Note).Try(out var signed, out _)) return false;
        var circle = record.Address.Log.Circle.ToBase64Url();
        if (signed.Says.CircleId() != circle) return false;
        var noted = await desk.Get(Prefix + circle, JudgeJson.Default.CircleSalt, stop);
        if (noted is { Nonce: not null }) return false;
        desk.Put(Prefix + circle, new CircleSalt(signed.Says.Nonce, noted is { HasDomains: true }), JudgeJson.Default.CircleSalt, owner: null);
        salts = null;
        return true;
    }

    /// <summary>Notes that a circle shares domains as hashes: from then on the domains that are met are remembered under its hashes too, once
    /// its salt is known.</summary>
    public async Task Note(Record record, CancellationToken stop)
    {
        if (record.What is not IndicatorFacts facts || !facts.Names.Any(name => HashedValues.SortOf(name.Type) == Domain)) return;
        var key = Prefix + record.Address.Log.Circle.ToBase64Url();
        var known = await desk.Get(key, JudgeJson.Default.CircleSalt, stop);
        if (known is { HasDomains: true }) return;
        desk.Put(key, new CircleSalt(known?.Nonce, HasDomains: true), JudgeJson.Default.CircleSalt, owner: null);
        salts = null;
    }

    /// <summary>The hashes of a value and of the domains above it.</summary>
    public async Task<IReadOnlyList<NamedValue>> Of(string type, string value, CancellationToken stop)
    {
        var names = CandidateKeys.Above(type, value, default).Where(name => HashedValues.Sorts.Contains(name.Type)).ToList();
        if (names.Count == 0) return [];
        if (names.Count > DomainsMax) names.RemoveRange(1, names.Count - DomainsMax);
        var hashes = new List<NamedValue>();
        foreach (var (salt, hasDomains) in salts ??= await Load(stop))
            foreach (var name in names)
                if (hasDomains || name.Type != Domain) hashes.Add(salt.Hash(new NamedValue(name.Type, name.Value)));
        return hashes;
    }

    /// <summary>Where a sighting is kept for circles that come later; nothing for what is a domain, or lies below one: of these there are too many.</summary>
    public static string? PlaceForLater(string type, long arrival) =>
        type != Domain && HashedValues.Sorts.Contains(type) ? string.Create(CultureInfo.InvariantCulture, $"{Earlier}{long.MaxValue - arrival:D19}") : null;

    /// <summary>The sightings that are kept for circles that come later, the newest first.</summary>
    public async Task<IEnumerable<Pointer>> KeptForLater(CancellationToken stop) =>
        (await desk.Between(Earlier, Earlier + '\uFFFF', EarlierMax, JudgeJson.Default.Pointer, stop)).Select(each => each.Value);

    /// <summary>How many circles of this party have a salt; beyond <see cref="CirclesMax"/> values are not held against their hashes.</summary>
    public static async Task<int> CirclesOf(IViews views, CancellationToken stop) =>
        (await new Desk(JudgeFollower.FollowerName, views).Under(Prefix, JudgeJson.Default.CircleSalt, stop)).Count(each => each.Value.Nonce is not null);

    /// <summary>The key of a met value under a hash; of all under that hash, the beginning of their keys.</summary>
    public static string Place(NamedValue hash) => $"met/hash/{hash.Type}/{hash.Value}/";

    /// <summary>The range of keys of the met values that are known under a hash; nothing where the value is no hash.</summary>
    public static (string From, string Below)? Under(string type, string value) =>
        HashedValues.SortOf(type) is null ? null : (Place(new NamedValue(type, value)), string.Create(CultureInfo.InvariantCulture, $"met/hash/{type}/{value}0"));

    async Task<List<(ValueSalt, bool)>> Load(CancellationToken stop) =>
        [.. (await desk.Under(Prefix, JudgeJson.Default.CircleSalt, stop)).Where(each => each.Value.Nonce is not null).Take(CirclesMax).Select(each => (ValueSalt.Of(each.Key[Prefix.Length..], each.Value.Nonce!), each.Value.HasDomains))];
}
