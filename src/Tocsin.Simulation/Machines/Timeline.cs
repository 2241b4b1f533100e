namespace Tocsin.Simulation.Machines;

/// <summary>The order in which everything happens, on one thread: what is ready now, and what is to happen later.</summary>
sealed class Timeline
{
    const int StepsOfOneInstantMax = 1_000_000;

    static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    readonly PriorityQueue<Action, (long At, long Order)> later = new();
    readonly Queue<(Process Process, Task Task)> ready = new();
    readonly Lock gate = new();
    readonly int thread = Environment.CurrentManagedThreadId;
    long order, steps;

    /// <summary>The true time, in ticks of UTC.</summary>
    public long Now { get; private set; } = Start;

    /// <summary>How long the world has been going.</summary>
    public TimeSpan Elapsed => new(Now - Start);

    /// <summary>How many continuations came from another thread: with any, the run does not replay.</summary>
    public int Strays { get; private set; }

    /// <summary>How many pieces of work were done.</summary>
    public long Done { get; private set; }

    public void After(TimeSpan pause, Action what) => later.Enqueue(what, (Now + Math.Max(0, pause.Ticks), ++order));

    public void Enqueue(Process process, Task task)
    {
        lock (gate)
        {
            if (Environment.CurrentManagedThreadId != thread) Strays++;
            ready.Enqueue((process, task));
        }
    }

    /// <summary>Lets everything happen up to a time.</summary>
    public void Until(TimeSpan elapsed)
    {
        var (until, before) = (Start + elapsed.Ticks, SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (true)
            {
                while (Ready() is var (process, task)) process.Execute(task);
                if (!later.TryPeek(out _, out var next) || next.At > until) break;
                if (next.At > Now) steps = 0;
                Now = Math.Max(Now, next.At);
                later.Dequeue()();
            }
            Now = until;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    (Process Process, Task Task)? Ready()
    {
        lock (gate)
        {
            if (!ready.TryDequeue(out var next)) return null;
            Done++;
            if (++steps > StepsOfOneInstantMax) throw new InvalidOperationException("the world does not come to rest: millions of steps in one instant");
            return next;
        }
    }
}

/// <summary>The power went while the code was running: nothing of it goes on.</summary>
sealed class PowerCutException : Exception
{
}

/// <summary>A process on a machine: all that runs in it, until it ends. What had not come by then never comes.</summary>
/// <param name="timeline">The world's.</param>
sealed class Process(Timeline timeline) : TaskScheduler
{
    /// <summary>Called once when it ends.</summary>
    public Action? Ended { get; set; }

    public bool IsDead { get; private set; }

    /// <summary>Begins a piece of work in it.</summary>
    public Task Start(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public void Execute(Task task)
    {
        if (!IsDead) TryExecuteTask(task);
    }

    public void Kill()
    {
        if (IsDead) return;
        IsDead = true;
        Ended?.Invoke();
    }

    /// <summary>Ends it in the middle of what it does.</summary>
    public void Cut()
    {
        Kill();
        throw new PowerCutException();
    }

    /// <summary>What still runs on the stack of a process that has ended goes no further.</summary>
    public void MustLive()
    {
        if (IsDead) throw new PowerCutException();
    }

    protected override void QueueTask(Task task) => timeline.Enqueue(this, task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
