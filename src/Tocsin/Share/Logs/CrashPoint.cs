namespace Tocsin.Share.Logs;

/// <summary>The moments between durable steps. The fault tests end the process at each of them; <see cref="Passing"/> is how.</summary>
public enum CrashPoint
{
    /// <summary>Leaves are sealed; nothing was stored, nothing was promised.</summary>
    BeforePromise,
    /// <summary>Leaves and head are durable; the head is unsigned and nobody was told.</summary>
    AfterPromise,
    /// <summary>The head is signed; the signature is in memory alone.</summary>
    AfterSigning,
    /// <summary>The signature is kept; the callers were not told.</summary>
    AfterPublishing,
    /// <summary>A follower has read records and done nothing yet.</summary>
    BeforeFollowing,
    /// <summary>A follower has appended what it had to; its cursor and its views have not moved.</summary>
    AfterFollowing,
    /// <summary>A follower's cursor and views have moved together.</summary>
    AfterAdvancing,
    /// <summary>An erasure stands in the log; the content is still there.</summary>
    BeforeErasing,
    /// <summary>The content is gone; the follower's cursor has not moved.</summary>
    AfterErasing,
    /// <summary>Leaves of another's log are verified and on their way into the store; what content they lack is noted.</summary>
    BeforeMirroring,
    /// <summary>They are stored; the signed head that covers them is not yet kept, unless it came along with them.</summary>
    AfterMirroring,
    /// <summary>The signed head is kept: from here on what it covers is served and cosigned.</summary>
    AfterKeeping,
    /// <summary>Content that had been withheld is stored; it still stands among what is asked for.</summary>
    AfterFilling,
}

/// <summary>Called at every crash point. A node passes through; a test may never return.</summary>
public delegate void Passing(CrashPoint point);
