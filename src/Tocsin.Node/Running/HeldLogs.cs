using System.Security.Cryptography;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Running;

/// <summary>The logs of a folder whose node does not open, to be looked at: nothing is signed, appended or followed.</summary>
sealed class HeldLogs : IDisposable
{
    readonly IDisposable held;
    readonly SqliteFile file;
    readonly ECDsa key;

    HeldLogs(IDisposable held, SqliteFile file, ECDsa key)
    {
        (this.held, this.file, this.key) = (held, file, key);
        (Heads, Records) = (new SqliteHeads(file), new SqliteRecords(file, new LogNumbers()));
    }

    /// <summary>Opens them; the process has the folder alone until they are disposed of.</summary>
    /// <exception cref="IOException">The folder cannot be used, or another process has it.</exception>
    public static HeldLogs Open(NodeFolder folder)
    {
        var held = folder.Lock();
        try
        {
            return new HeldLogs(held, SqliteFile.Open(folder.Journal, "FULL", JournalLayout.Layout), folder.LogKey());
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

    /// <summary>Checks the signatures under a log's heads.</summary>
    public NoteVerifier VerifierOf(Origin log) => new LogKey(log, new EcdsaSigningKey(key), TimeProvider.System).Verifier;

    public void Dispose()
    {
        key.Dispose();
        file.Dispose();
        held.Dispose();
    }
}
