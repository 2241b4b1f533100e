namespace Tocsin.Node.Ui;

/// <summary>What there is to be shown in one round of the hub. A page compares it with what it was sent.</summary>
/// <param name="Round">Counts the rounds.</param>
/// <param name="Cursor">The arrival number up to which the views are made.</param>
/// <param name="Warnings">The map's warnings.</param>
/// <param name="Areas">Changes with the areas of warnings.</param>
/// <param name="Timeline">Changes with the timeline, at a beat at most.</param>
/// <param name="Beat">Counts the beats.</param>
/// <param name="Now">The node's time.</param>
sealed record LiveState(long Round, long Cursor, WarningDots Warnings, long Areas, long Timeline, long Beat, Instant Now);
