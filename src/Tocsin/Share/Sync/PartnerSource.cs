using System.Text;

namespace Tocsin.Share.Sync;

/// <summary>A partner's node, asked for a log's parts.</summary>
/// <param name="circle">The circle in which it is asked.</param>
/// <param name="party">The partner.</param>
sealed class PartnerSource(CircleSync circle, string party) : ILogSource
{
    public string Party => party;

    public Task<ReadOnlyMemory<byte>?> Tile(Origin log, TileAddress tile, CancellationToken stop) => Get(LogPath.Tile(log, tile), stop);

    public Task<ReadOnlyMemory<byte>?> Entries(Origin log, long bundle, int width, CancellationToken stop) => Get(LogPath.Bundle(log, bundle, width), stop);

    public Task<ReadOnlyMemory<byte>?> Content(Origin log, long bundle, int width, CancellationToken stop) => Get(LogPath.Content(log, bundle, width), stop);

    public Task<ReadOnlyMemory<byte>?> Content(Origin log, long index, CancellationToken stop) => Get(LogPath.Content(log, index), stop);

    /// <summary>How far it holds the log, by its own word; 0 where it does not say.</summary>
    public async Task<long> Reaches(Origin log, CancellationToken stop) =>
        await Get(LogPath.Checkpoint(log), stop) is { } note && SignedNote.Parse(Encoding.UTF8.GetString(note.Span)).Try(out var signed, out _) && Checkpoint.Parse(signed.Text).Try(out var head, out _) && head.Origin == log.ToString()
            ? head.Size : 0;

    async Task<ReadOnlyMemory<byte>?> Get(string target, CancellationToken stop)
    {
        try
        {
            var answer = await circle.Send(party, "GET", target, ReadOnlyMemory<byte>.Empty, stop);
            if (answer.Status == 200) return answer.Body;
            if (answer.Status != 404) circle.Refuse(new PartnerRefusedException(party, Refusal.Read(answer)).Message);
        }
        catch (IOException e)
        {
            circle.Note(party, state => state with { Trouble = e.Message });
        }
        return null;
    }
}
