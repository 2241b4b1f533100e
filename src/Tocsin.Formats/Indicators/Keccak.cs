using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Formats.Indicators;

/// <summary>Keccak-256 as Ethereum uses it: with the padding from before it became SHA-3 (FIPS 202 §3, §5.1 with 0x01 in place of 0x06).</summary>
static class Keccak
{
    const int Rate = 136;

    static readonly ulong[] Rounds =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    // ρ and π together: the lanes in the order in which they move, and by how much each turns.
    static readonly int[] Lanes = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];
    static readonly int[] Turns = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    /// <summary>The hash of a message of less than 136 bytes.</summary>
    public static byte[] Hash256(ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(message.Length, Rate);
        Span<byte> block = stackalloc byte[Rate];
        block.Clear();
        message.CopyTo(block);
        block[message.Length] = 0x01;
        block[^1] |= 0x80;
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        for (var i = 0; i < Rate / 8; i++) state[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        foreach (var round in Rounds) Permute(state, round);
        var hash = new byte[32];
        for (var i = 0; i < 4; i++) BinaryPrimitives.WriteUInt64LittleEndian(hash.AsSpan(i * 8), state[i]);
        return hash;
    }

    static void Permute(Span<ulong> state, ulong round)
    {
        Span<ulong> column = stackalloc ulong[5];
        for (var x = 0; x < 5; x++) column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        for (var x = 0; x < 5; x++)
        {
            var turned = column[(x + 4) % 5] ^ BitOperations.RotateLeft(column[(x + 1) % 5], 1);
            for (var y = 0; y < 25; y += 5) state[y + x] ^= turned;
        }
        var carried = state[1];
        for (var i = 0; i < Lanes.Length; i++) (carried, state[Lanes[i]]) = (state[Lanes[i]], BitOperations.RotateLeft(carried, Turns[i]));
        for (var y = 0; y < 25; y += 5)
        {
            state.Slice(y, 5).CopyTo(column);
            for (var x = 0; x < 5; x++) state[y + x] = column[x] ^ ~column[(x + 1) % 5] & column[(x + 2) % 5];
        }
        state[0] ^= round;
    }
}
