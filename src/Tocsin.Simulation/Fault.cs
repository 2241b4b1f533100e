namespace Tocsin.Simulation;

/// <summary>What a world does to its parties, or lets one of them do. See docs/simulation.md.</summary>
public enum Fault
{
    /// <summary>Some members do not reach some others for a while, in one direction or both.</summary>
    Partition,
    /// <summary>Requests and answers are lost.</summary>
    Loss,
    /// <summary>Requests overtake each other.</summary>
    Reorder,
    /// <summary>A request arrives twice.</summary>
    Duplicate,
    /// <summary>A link takes seconds.</summary>
    Slow,
    /// <summary>A node ends at a named point of the code, and is started again.</summary>
    Crash,
    /// <summary>The power goes during a write: the transaction is there, or it is not.</summary>
    Torn,
    /// <summary>A disk takes no more for a while.</summary>
    Full,
    /// <summary>A clock jumps, at most three hours either way.</summary>
    Clock,
    /// <summary>A node is set back to a backup.</summary>
    Restore,
    /// <summary>Members join, are removed, and leave, in the middle of all this.</summary>
    Members,
    /// <summary>A liar writes two histories of its log and shows each to some.</summary>
    Fork,
    /// <summary>A liar does not give what it has.</summary>
    Withhold,
    /// <summary>A liar answers what it answered before.</summary>
    Replay,
    /// <summary>A liar changes what it serves, and signs heads of others with its own key.</summary>
    Forge,
    /// <summary>A liar goes back to an earlier charter.</summary>
    Stale,
    /// <summary>A liar signs two charters of one epoch.</summary>
    Charters,
    /// <summary>A liar signs two party documents of one number.</summary>
    Documents,
    /// <summary>A liar serves others' records without their facts.</summary>
    Strip,
    /// <summary>There is an exercise circle beside the real one, and drills are written into both.</summary>
    Drill,
    /// <summary>There is a second real circle, and what is said in the first is passed on to it, agreed to, taken back and erased there.</summary>
    Relay,
    /// <summary>A liar passes on what it may not: against its marking, with groups of its own or without the facts, from an exercise, and what was erased.</summary>
    Leak,
}
