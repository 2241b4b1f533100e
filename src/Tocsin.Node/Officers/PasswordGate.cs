using Microsoft.AspNetCore.Identity;

namespace Tocsin.Node.Officers;

/// <summary>Lets one password be checked at a time, and few wait for it.</summary>
/// <remarks>A check is slow on purpose; without a gate, whoever can reach the node could keep all of its processors at it.</remarks>
sealed class PasswordGate : IDisposable
{
    /// <summary>So many may wait; the next is told that the node is busy.</summary>
    public const int WaitingMax = 8;

    readonly SemaphoreSlim one = new(1);
    string? decoy;
    int inside;

    /// <summary>Whose password is checked where there is no account.</summary>
    public Account Nobody { get; } = new() { Officer = new("", "", "", Roles.None, Instant.MinValue, null, null) };

    /// <summary>Waits for a turn, unless too many do.</summary>
    public async Task<Turn> Enter(CancellationToken stop)
    {
        if (Interlocked.Increment(ref inside) > WaitingMax + 1)
        {
            Interlocked.Decrement(ref inside);
            return new Turn(null);
        }
        try
        {
            await one.WaitAsync(stop);
            return new Turn(this);
        }
        catch
        {
            Interlocked.Decrement(ref inside);
            throw;
        }
    }

    /// <summary>A hash that no password has, as dear to check as a real one. To be asked for inside the gate.</summary>
    public string Decoy(IPasswordHasher<Account> hasher) => decoy ??= hasher.HashPassword(Nobody, "");

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>A turn, granted or not; disposing of it lets the next in.</summary>
    public readonly struct Turn(PasswordGate? gate) : IDisposable
    {
        /// <summary>Whether the check may be made.</summary>
        public bool IsGranted => gate is not null;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (gate is null) return;
            gate.one.Release();
            Interlocked.Decrement(ref gate.inside);
        }
    }
}
