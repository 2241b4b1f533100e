using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Bench;

/// <summary>One party catches up with another's log, both in this process: signed requests, every leaf and disclosure verified, SQLite FULL.</summary>
static class MirrorBench
{
    public static async Task Run(int records)
    {
        var link = new InProcess();
        using var author = new MirrorParty("author", link);
        using var mirror = new MirrorParty("mirror", link);
        await MirrorParty.Found(author, mirror);
        await author.Fill(records);
        var size = author.Journal!.Head.Size;

        var (began, allocated, requests, spent) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), link.Requests, Environment.CpuUsage.TotalTime);
        await new PartnerSession(mirror.Sync, author.Id).Exchange(0, default);
        await mirror.Sync.Work(default);
        await mirror.Sync.Settle();
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (mirror.Sync.Book.Find(author.Journal.Log)?.Kept?.Head != author.Journal.Head) throw new InvalidOperationException(string.Join("; ", mirror.Sync.TakeRefusals()));
        Figures.Say("mirror", "caught up, verified and durable, both sides", size / took, "records/s", $"{size:N0} records");
        Figures.Say("mirror", "processor time, both sides", (Environment.CpuUsage.TotalTime - spent).TotalMicroseconds / size, "us/record");
        Figures.Say("mirror", "requests", (link.Requests - requests) / took, "requests/s");
        Figures.Say("mirror", "allocated, both sides", (GC.GetTotalAllocatedBytes() - allocated) / (double)size, "bytes/record");

        var waits = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            await author.Append(1, size + i);
            began = Stopwatch.GetTimestamp();
            await new PartnerSession(mirror.Sync, author.Id).Exchange(0, default);
            await mirror.Sync.Work(default);
            await mirror.Sync.Settle();
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        waits.Sort();
        Figures.Say("mirror", "one more record, told and durable, p50", waits[waits.Count / 2], "ms");
        await author.Journal.DisposeAsync();
    }

    sealed class InProcess : IPartnerLink
    {
        int requests;

        public ConcurrentDictionary<string, PartnerServer> Servers { get; } = new();

        public int Requests => requests;

        public Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop)
        {
            Interlocked.Increment(ref requests);
            return Servers[party].Answer(request, stop);
        }
    }

    sealed class MirrorParty : IDisposable
    {
        readonly string folder = Directory.CreateTempSubdirectory("tocsin-bench-").FullName;
        readonly ECDsa root = Key(), log = Key(), charter = Key(), request = Key();
        readonly SqliteFile journal, views;
        readonly Papers papers = new();
        readonly string name;
        readonly InProcess link;
        string document = "";
        Register register = null!;

        public MirrorParty(string name, InProcess link)
        {
            (this.name, this.link) = (name, link);
            journal = SqliteFile.Open(Path.Combine(folder, "journal.db"), "FULL", JournalLayout.Layout);
            views = SqliteFile.Open(Path.Combine(folder, "views.db"), "NORMAL", ViewsLayout.Layout);
            Id = PartyDocument.IdOf(root).ToBase64Url();
        }

        public string Id { get; }
        public CircleSync Sync { get; private set; } = null!;
        public Journal? Journal { get; private set; }

        static ECDsa Key() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public static async Task Found(MirrorParty author, MirrorParty mirror)
        {
            var parties = new[] { author, mirror };
            var genesis = Charter.Genesis(parties.Select(party => party.Id), "bench", "A bench", Tlp.Clear, exercise: false, TimeProvider.System.Now(), Chance.System);
            foreach (var party in parties)
                party.document = new PartyDocument(party.Id, 1, null, party.name, TimeProvider.System.Now(), System.Buffers.Text.Base64Url.EncodeToString(party.root.ExportSubjectPublicKeyInfo()), [])
                    .WithKey(PartyKey.Charter, null, new EcdsaSigningKey(party.charter)).WithKey(PartyKey.Request, null, new EcdsaSigningKey(party.request))
                    .WithKey(PartyKey.Log, genesis.CircleId(), new EcdsaSigningKey(party.log)).Sign(party.root);
            var consents = parties.Select(party => new Consent(genesis.Hash().ToBase64Url(), genesis.CircleId(), 1, party.Id, genesis.Time).Sign(new EcdsaSigningKey(party.charter)));
            var papers = new CharterPapers(genesis.Sign(author.Id, author.charter), [.. consents]);
            foreach (var party in parties) await party.Open(genesis, papers, parties.Select(each => each.document));
        }

        async Task Open(Charter genesis, CharterPapers charterPapers, IEnumerable<string> documents)
        {
            register = await Register.Open(papers, default);
            foreach (var note in documents) await register.Take(note, default);
            var circle = register.Add(new Circle(genesis.Hash()));
            await register.Take(circle, charterPapers, default);
            var own = new Origin(circle.Id, PartyDocument.IdOf(root), 1);
            var (heads, records, bell) = (new SqliteHeads(journal, TimeProvider.System), new SqliteRecords(journal, new LogNumbers(), TimeProvider.System), new Bell());
            var key = new RequestKey(Id, 1, new EcdsaSigningKey(request));
            var house = new SyncHouse
            {
                Party = Id, Key = () => key, Register = register, Heads = heads, Records = records, Papers = papers, Views = new SqliteViews(views), Bell = bell, Link = link,
                Clock = TimeProvider.System, Chance = Chance.System, Mirror = new Mirror(heads, records, papers, bell, register.KeysEver, _ => { }),
            };
            var sealer = new Sealer(own, genesis.Terms(), new Identity(new byte[Identity.SecretBytes]), TimeProvider.System, Chance.System);
            Journal = await Journal.Open(own, sealer, new LogKey(own, new EcdsaSigningKey(log), TimeProvider.System), heads, records, bell, _ => { }, default);
            Sync = new CircleSync(house, circle, own);
            link.Servers[Id] = new PartnerServer(house, _ => Sync);
            await Journal.Append(new Draft { Kind = Kind.Charter, What = new DocumentFacts("charter"), Charter = genesis.Hash() }, default);
        }

        public async Task Fill(int records)
        {
            for (var done = 0; done < records; done += 10_000) await Append(Math.Min(10_000, records - done), done);
        }

        /// <summary>Observations of 500 bytes, as the bench of appending has them.</summary>
        public Task Append(int count, long from) => Journal!.Append([.. Enumerable.Range(0, count).Select(i => TwoNodes.Reading(from + i))], default);

        public void Dispose()
        {
            register.Dispose();
            views.Dispose();
            journal.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    sealed class Papers : IPapers
    {
        readonly ConcurrentDictionary<(string Kind, string Key), byte[]> held = new();

        public Task<bool> PutNew(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop) => Task.FromResult(held.TryAdd((kind, key), bytes.ToArray()));

        public Task Put(string kind, string key, ReadOnlyMemory<byte> bytes, CancellationToken stop)
        {
            held[(kind, key)] = bytes.ToArray();
            return Task.CompletedTask;
        }

        public Task<ReadOnlyMemory<byte>?> Read(string kind, string key, CancellationToken stop) =>
            Task.FromResult(held.TryGetValue((kind, key), out var bytes) ? bytes : default(ReadOnlyMemory<byte>?));

        public Task<IReadOnlyList<Paper>> List(string kind, string prefix, CancellationToken stop) => Task.FromResult<IReadOnlyList<Paper>>(
            [.. held.Where(each => each.Key.Kind == kind && each.Key.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(each => each.Key.Key, StringComparer.Ordinal).Select(each => new Paper(each.Key.Key, each.Value))]);
    }
}
