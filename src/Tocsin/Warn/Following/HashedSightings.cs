using System.Globalization;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Under which hashes a met value is known in the circles of this party. Which circles these are, the charters in its own logs say: so a
/// rebuild comes to the same.</summary>
/// <param name="desk">The judge's documents.</param>
sealed class HashedSightings(Desk desk)
{
    /// <summary>Circles whose hashes are made of a met value, the first of them by their ids.</summary>
    public const int CirclesMax = 64;

    /// <summary>Domains above a met host of which hashes are made, the host among them.</summary>
    public const int DomainsMax = 8;

    const string Domain = "domain", Prefix = "salt/";

    List<(string Circle, ValueSalt Salt, bool HasDomains)>? salts;

    /// <summary>Learns a circle's salt from the charter that this party keeps in its log there.</summary>
    public async Task Learn(Record record, CancellationToken stop)
    {
        if (record.What is not DocumentFacts document || !Charter.Read(document.Note).Try(out var signed, out _)) return;
        var circle = record.Address.Log.Circle.ToBase64Url();
        if (signed.Says.CircleId() != circle || await desk.Get(Prefix + circle, JudgeJson.Default.Pointer, stop) is not null) return;
        desk.Put(Prefix + circle, new Pointer(signed.Says.Nonce, 0), JudgeJson.Default.Pointer, owner: null);
        salts = null;
    }

    /// <summary>Notes that a circle shares domains as hashes: from then on the domains that are met are remembered under its hashes too.</summary>
    public async Task Note(Record record, CancellationToken stop)
    {
        if (record.What is not IndicatorFacts facts || !facts.Names.Any(name => HashedValues.SortOf(name.Type) == Domain)) return;
        var key = Prefix + record.Address.Log.Circle.ToBase64Url();
        if (await desk.Get(key, JudgeJson.Default.Pointer, stop) is not { Index: 0 } pointer) return;
        desk.Put(key, pointer with { Index = 1 }, JudgeJson.Default.Pointer, owner: null);
        salts = null;
    }

    /// <summary>The hashes of a value and of the domains above it.</summary>
    public async Task<IReadOnlyList<NamedValue>> Of(string type, string value, CancellationToken stop)
    {
        var names = CandidateKeys.Above(type, value, default).Where(name => HashedValues.Sorts.Contains(name.Type)).Take(DomainsMax).ToList();
        if (names.Count == 0) return [];
        var hashes = new List<NamedValue>();
        foreach (var (_, salt, hasDomains) in salts ??= await Load(stop))
            foreach (var name in names)
                if (hasDomains || name.Type != Domain) hashes.Add(salt.Hash(new NamedValue(name.Type, name.Value)));
        return hashes;
    }

    /// <summary>The key of a met value under a hash; of all under that hash, the beginning of their keys.</summary>
    public static string Place(NamedValue hash) => $"met/hash/{hash.Type}/{hash.Value}/";

    /// <summary>The range of keys of the met values that are known under a hash; nothing where the value is no hash.</summary>
    public static (string From, string Below)? Under(string type, string value) =>
        HashedValues.SortOf(type) is null ? null : (Place(new NamedValue(type, value)), string.Create(CultureInfo.InvariantCulture, $"met/hash/{type}/{value}0"));

    async Task<List<(string, ValueSalt, bool)>> Load(CancellationToken stop) =>
        [.. (await desk.Under(Prefix, JudgeJson.Default.Pointer, stop)).Take(CirclesMax).Select(each => (each.Key[Prefix.Length..], ValueSalt.Of(each.Key[Prefix.Length..], each.Value.Thread!), each.Value.Index == 1))];
}
