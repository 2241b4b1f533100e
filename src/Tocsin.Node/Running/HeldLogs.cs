using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Running;

/// <summary>The logs of a folder whose node does not open, to be looked at: nothing is signed, appended or followed.</summary>
sealed class HeldLogs : IDisposable
{
    readonly IDisposable held;
    readonly SqliteFile file;
    readonly Register register;
    readonly PartyNote founded;

    HeldLogs(IDisposable held, SqliteFile file, Register register, PartyNote founded)
    {
        (this.held, this.file, this.register, this.founded) = (held, file, register, founded);
        (Heads, Records, Papers) = (new SqliteHeads(file, TimeProvider.System), new SqliteRecords(file, new LogNumbers(), TimeProvider.System), new SqlitePapers(file));
    }

    /// <summary>Opens them; the process has the folder alone until they are disposed of.</summary>
    /// <exception cref="IOException">The folder cannot be used, or another process has it.</exception>
    public static async Task<HeldLogs> Open(NodeFolder folder, CancellationToken stop)
    {
        var held = folder.Lock();
        try
        {
            var file = SqliteFile.Open(folder.Journal, "FULL", JournalLayout.Layout);
            var founded = PartyNote.Read(folder.PartyNote()).Try(out var note, out var reason) ? note : throw new IOException($"the node's own documents do not verify: {reason}");
            return new HeldLogs(held, file, await Register.Open(new SqlitePapers(file), stop), founded);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The heads.</summary>
    public IHeads Heads { get; }
    /// <summary>What is held under them.</summary>
    public IRecords Records { get; }

    /// <summary>Documents that are no leaves.</summary>
    public IPapers Papers { get; }

    /// <summary>Check the signatures under a log's heads.</summary>
    public IReadOnlyList<NoteVerifier> VerifiersOf(Origin log) => register.KeysEver(log, founded);

    public void Dispose()
    {
        register.Dispose();
        file.Dispose();
        held.Dispose();
    }
}
