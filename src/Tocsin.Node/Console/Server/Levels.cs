using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Node.Ui;

/// <summary>Puts the pillars' words into the console's.</summary>
static class Levels
{
    /// <summary>CAP lists the worst first; the console counts upwards.</summary>
    public static Level ToLevel(this Severity severity) => (Level)(Severity.Unknown - severity);

    /// <summary>Where a thread is in its life.</summary>
    public static Stage ToStage(this WarningThread thread) => thread switch
    {
        { State: ThreadState.Closed } => Stage.Closed,
        { IsOpen: false } => Stage.Cancelled,
        { State: ThreadState.InHand } => Stage.InHand,
        { State: ThreadState.Acknowledged } => Stage.Acknowledged,
        _ => Stage.New,
    };

    /// <summary>Whether it is played, and not meant in earnest.</summary>
    public static bool IsExercise(this WarningThread thread) => thread.Status == CapStatus.Exercise;

    /// <summary>The thread's number on the map: of its first entry's place in the log, with the incarnation above it.</summary>
    public static uint Point(this WarningThread thread)
    {
        const int IndexBits = 26;
        var first = thread.Entries[0];
        return (uint)first.Index & ((1u << IndexBits) - 1) | (uint)first.Incarnation << IndexBits;
    }
}
