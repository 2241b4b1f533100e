using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Bench;

/// <summary>One met value against very many indicators: every key under which it may be known, asked of the index in use. The references are a
/// table of the values alone, asked once for each value, and a HashSet of them.</summary>
static class CorrelateBench
{
    const int Asked = 200_000, NamesInOneStep = 20_000;

    public static async Task Run(int indicators)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-correlate-").FullName;
        try
        {
            using (var file = SqliteFile.Open(Path.Combine(folder, "views.db"), "NORMAL", ViewsLayout.Layout)) await Load(file, indicators);
            await Tocsin(folder, indicators);
            Reference(folder, indicators);
            HashSet(indicators);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task Load(SqliteFile file, int indicators)
    {
        var views = new SqliteViews(file);
        var log = new Origin(Hash.Of([1]), Hash.Of([2]), 1);
        var spent = new Spent();
        for (var at = 0; at < indicators; at += NamesInOneStep)
        {
            var changes = new ViewChanges();
            for (var i = at; i < Math.Min(indicators, at + NamesInOneStep); i++) changes.Name(ValueRole.Indicator, Value(i), i + 1, new RecordAddress(log, i));
            await views.Advance(IndexFollower.FollowerName, at, Math.Min(indicators, at + NamesInOneStep), changes, default);
        }
        Figures.Say("correlate", $"{indicators:N0} indicators indexed", indicators / spent.Seconds, "values/s", string.Create(CultureInfo.InvariantCulture, $"{spent.MicrosecondsOf(indicators):N1} µs of processor time each"));
    }

    static async Task Tocsin(string folder, int indicators)
    {
        GC.Collect();
        var (managed, resident) = (GC.GetTotalMemory(forceFullCollection: true), Resident());
        using var file = SqliteFile.Open(Path.Combine(folder, "views.db"), "NORMAL", ViewsLayout.Layout);
        var views = new SqliteViews(file);
        var began = Stopwatch.GetTimestamp();
        var known = await views.NetworkLengths(default);
        Figures.Say("correlate", "the first question, which fills the memory", Stopwatch.GetElapsedTime(began).TotalSeconds, "s");
        foreach (var isHit in (bool[])[false, true])
        {
            for (var round = 0; round < 2; round++) // The first warms.
            {
                var (took, found, spent) = (new double[Asked], 0, new Spent());
                for (var i = 0; i < Asked; i++)
                {
                    var (type, value) = isHit ? Met(i, indicators) : Missed(i);
                    began = Stopwatch.GetTimestamp();
                    found += await Correlate(views, type, value, known) ? 1 : 0;
                    took[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
                }
                if (round == 0) continue;
                var cpu = spent.MicrosecondsOf(Asked);
                Array.Sort(took);
                var name = isHit ? "met values that are known" : "met values that are not";
                Figures.Say("correlate", $"{name}: mean", took.Average(), "µs", string.Create(CultureInfo.InvariantCulture, $"{cpu:N1} µs of processor time; {found:N0} of {Asked:N0} found"));
                Figures.Say("correlate", $"{name}: p50", took[Asked / 2], "µs");
                Figures.Say("correlate", $"{name}: p99", took[Asked * 99 / 100], "µs");
            }
        }
        Figures.Say("correlate", "managed memory more than before", (GC.GetTotalMemory(forceFullCollection: true) - managed) / 1e6, "MB");
        Figures.Say("correlate", "resident memory more than before", (Resident() - resident) / 1e6, "MB", string.Create(CultureInfo.InvariantCulture, $"{Resident() / 1e6:N0} MB in all"));
        Figures.Say("correlate", "the index on the disk", new FileInfo(Path.Combine(folder, "views.db")).Length / 1e6, "MB");
    }

    /// <summary>As the judge does it: the most specific key that somebody names.</summary>
    static async Task<bool> Correlate(IViews views, string type, string value, PrefixLengths known)
    {
        foreach (var (sort, key) in CandidateKeys.Above(type, value, known))
            if ((await ValueIndex.Find(views, ValueRole.Indicator, sort, key, long.MaxValue, default)).Count > 0) return true;
        return false;
    }

    static void Reference(string folder, int indicators)
    {
        using var connection = new SqliteConnection($"Data Source={folder}/plain.db;Pooling=False");
        connection.Open();
        SqliteFile.Run(connection, "PRAGMA journal_mode=WAL; CREATE TABLE plain(value TEXT PRIMARY KEY) WITHOUT ROWID");
        using (var transaction = connection.BeginTransaction())
        {
            using var insert = new Statement(connection, "INSERT OR IGNORE INTO plain(value) VALUES(?)");
            foreach (var value in Enumerable.Range(0, indicators).Select(i => Value(i).Value).Order(StringComparer.Ordinal)) insert.Begin().Bind(value).Run();
            insert.Begin();
            transaction.Commit();
        }
        using var find = new Statement(connection, "SELECT 1 FROM plain WHERE value=?");
        foreach (var isHit in (bool[])[false, true])
        {
            var took = new double[Asked];
            for (var i = 0; i < Asked; i++)
            {
                var value = (isHit ? Value(Spread(i, indicators)) : new NamedValue("", Missed(i).Value)).Value;
                var began = Stopwatch.GetTimestamp();
                find.Begin().Bind(value).Next();
                took[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
            }
            Array.Sort(took);
            Figures.Say("correlate", $"reference: one key of a plain table, {(isHit ? "known" : "not")}, p50", took[Asked / 2], "µs", string.Create(CultureInfo.InvariantCulture, $"p99 {took[Asked * 99 / 100]:N1} µs; no networks, no domains above, no records"));
        }
    }

    static void HashSet(int indicators)
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var set = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < indicators; i++) set.Add(Value(i).Value);
        Figures.Say("correlate", "reference: a HashSet<string> of the values", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB", "managed");
        var began = Stopwatch.GetTimestamp();
        var found = 0;
        for (var i = 0; i < Asked; i++) found += set.Contains(Value(Spread(i, indicators)).Value) ? 1 : 0;
        Figures.Say("correlate", "reference: one key of it, the value's making included", Stopwatch.GetElapsedTime(began).TotalMicroseconds / Asked, "µs", string.Create(CultureInfo.InvariantCulture, $"{found:N0} found"));
    }

    static long Resident() => Process.GetCurrentProcess().WorkingSet64;

    static int Spread(int i, int of) => (int)((ulong)i * 2_654_435_761 % (ulong)of);

    static ulong Mixed(int i) => unchecked((ulong)(i + 1) * 0x9E3779B97F4A7C15);

    /// <summary>Three in ten domains, two addresses, one IPv6 address, one URL, two SHA-256, and one network of 20 lengths of IPv4 and 12 of IPv6.</summary>
    static NamedValue Value(int i)
    {
        var x = Mixed(i);
        return (i % 10) switch
        {
            < 3 => new("domain", string.Create(CultureInfo.InvariantCulture, $"h{x % 100_000_000}.d{i % 5_000}.example")),
            < 5 => new("ipv4", Four((uint)(x >> 32) | 0x40000000)),
            5 => new("ipv6", Six(x)),
            6 => new("url", string.Create(CultureInfo.InvariantCulture, $"http://w{x % 10_000_000}.example/{i}")),
            < 9 => new("sha256", string.Create(CultureInfo.InvariantCulture, $"{x:x16}{~x:x16}{x * 3:x16}{i:x16}")),
            // Below 64.0.0.0 only, where no address asked for and missed lies; lengths 13 to 32 and 33 to 44.
            _ when i % 100 != 9 => new("cidr", Network((uint)(x >> 34), 13 + i / 10 % 20)),
            _ => new("cidr", string.Create(CultureInfo.InvariantCulture, $"2a01:{x >> 48:x}::/{33 + i / 100 % 12}")),
        };
    }

    static (string Type, string Value) Met(int i, int indicators)
    {
        var named = Value(Spread(i, indicators));
        // A value that falls under the indicator: a host below the domain, an address of the network.
        return named.Type switch
        {
            "domain" => ("url", $"http://www.{named.Value}/login"),
            "cidr" when named.Value.Contains(':') => ("ipv6", named.Value[..named.Value.IndexOf('/')] + "1"),
            "cidr" => ("ipv4", named.Value[..named.Value.IndexOf('/')]),
            _ => (named.Type, named.Value),
        };
    }

    static (string Type, string Value) Missed(int i)
    {
        var x = Mixed(i + 1_000_000_000);
        return (i % 5) switch
        {
            0 => ("domain", string.Create(CultureInfo.InvariantCulture, $"a.b{x % 100_000_000}.quiet.test")),
            1 => ("url", string.Create(CultureInfo.InvariantCulture, $"https://c{x % 100_000_000}.quiet.test/{i}")),
            2 => ("ipv4", Four((uint)x & 0x3FFFFFFF | 0x80000000)),
            3 => ("ipv6", Six(x).Replace("2a00", "2c00", StringComparison.Ordinal)),
            _ => ("sha256", string.Create(CultureInfo.InvariantCulture, $"{x:x16}{x:x16}{x:x16}{i:x16}")),
        };
    }

    static string Network(uint address, int bits) => $"{Four(bits == 0 ? 0 : address & uint.MaxValue << 32 - bits)}/{bits}";

    static string Four(uint address) => string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}");

    static string Six(ulong x) => new System.Net.IPAddress([0x2a, 0x00, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(x)]).ToString();
}
