namespace Tocsin.Simulation.Machines;

/// <summary>A disk, and what is the matter with it.</summary>
sealed class SimulatedDisk
{
    readonly Lock alone = new();    // A world has one thread; the contracts that every store keeps have many.

    public Platter Platter { get; set; } = new();

    /// <summary>It takes nothing more.</summary>
    public bool IsFull { get; set; }

    /// <summary>After so many more writes the power goes; 0: it does not.</summary>
    public int WritesToTear { get; set; }

    /// <summary>Whether the write during which it goes is there afterwards.</summary>
    public bool IsTornWriteThere { get; set; }

    /// <summary>How often a node was started from it.</summary>
    public int Starts { get; set; }

    /// <summary>Grows with every write.</summary>
    public long Writes { get; private set; }

    /// <summary>One transaction of a process: all of it, or nothing.</summary>
    public T Write<T>(Process process, Func<Platter, T> change)
    {
        lock (alone)
        {
            process.MustLive();
            if (IsFull) throw new IOException("the disk is full");
            var isTorn = WritesToTear > 0 && --WritesToTear == 0;
            if (isTorn && !IsTornWriteThere) process.Cut();
            var done = change(Platter);
            Writes++;
            if (isTorn) process.Cut();
            return done;
        }
    }

    public T Read<T>(Process process, Func<Platter, T> look)
    {
        lock (alone)
        {
            process.MustLive();
            return look(Platter);
        }
    }
}
