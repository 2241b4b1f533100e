using Microsoft.Data.Sqlite;
using Tocsin.Node.Running;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;

namespace Tocsin.Node.Demo;

/// <summary>A copy of the journal in which one byte of one leaf is another: what an auditor would be handed by somebody who cheats.</summary>
static class TamperedCopy
{
    /// <summary>Copies the journal, changes a byte in the middle of the log, and lets the copy be verified.</summary>
    /// <returns>What verification says of the copy.</returns>
    public static async Task<LogVerdict> Verify(TocsinNode node, string path, CancellationToken stop)
    {
        using (var source = new SqliteConnection($"Data Source={node.Folder.Journal};Pooling=False"))
        using (var target = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }
        using var file = SqliteFile.Open(path, "NORMAL", JournalLayout.Layout);
        file.Write(connection =>
        {
            SqliteFile.Run(connection, """
                UPDATE segments SET entries = CAST(substr(entries, 1, length(entries)/2) || x'00' || substr(entries, length(entries)/2 + 2) AS BLOB)
                WHERE id = (SELECT id FROM segments ORDER BY id LIMIT 1 OFFSET (SELECT count(*)/2 FROM segments))
                """);
            return (true, 0);
        });
        return await new VerifyLog(new SqliteHeads(file, node.Sources.Clock), new SqliteRecords(file, new LogNumbers(), node.Sources.Clock)).Verify(node.Log, node.Verifier, new Progress<long>(), stop);
    }
}
