namespace Tocsin.Share.Records;

// CAP 1.2's closed lists (OASIS CAP-v1.2-os), in the standard's own order. A greater severity, urgency or
// certainty comes first there, so a smaller value is the worse one.

/// <summary>CAP 1.2 §3.2.1 "status". The default value is the real thing.</summary>
public enum CapStatus
{
    /// <summary>Actionable by all targeted recipients.</summary>
    Actual,
    /// <summary>Actionable only by designated exercise participants.</summary>
    Exercise,
    /// <summary>For messages that support alert network internal functions.</summary>
    System,
    /// <summary>Technical testing only.</summary>
    Test,
    /// <summary>A preliminary template or draft.</summary>
    Draft,
}

/// <summary>CAP 1.2 §3.2.1 "msgType", the three that a warning's life has.</summary>
public enum MessageType
{
    /// <summary>Initial information.</summary>
    Alert,
    /// <summary>Updates and supersedes the earlier messages.</summary>
    Update,
    /// <summary>Cancels the earlier messages.</summary>
    Cancel,
}

/// <summary>CAP 1.2 §3.2.2 "category".</summary>
public enum Category
{
    /// <summary>Geophysical, landslides included.</summary>
    Geo,
    /// <summary>Meteorological, floods included.</summary>
    Met,
    /// <summary>General emergency and public safety.</summary>
    Safety,
    /// <summary>Law enforcement, military, homeland and local security; online fraud.</summary>
    Security,
    /// <summary>Rescue and recovery.</summary>
    Rescue,
    /// <summary>Fire suppression and rescue.</summary>
    Fire,
    /// <summary>Medical and public health.</summary>
    Health,
    /// <summary>Pollution and other environmental.</summary>
    Env,
    /// <summary>Public and private transportation.</summary>
    Transport,
    /// <summary>Utility, telecommunication, other non-transport infrastructure; attacks on systems.</summary>
    Infra,
    /// <summary>Chemical, biological, radiological, nuclear or high-yield explosive.</summary>
    CBRNE,
    /// <summary>Other events.</summary>
    Other,
}

/// <summary>CAP 1.2 §3.2.2 "severity".</summary>
public enum Severity
{
    /// <summary>Extraordinary threat to life or property.</summary>
    Extreme,
    /// <summary>Significant threat to life or property.</summary>
    Severe,
    /// <summary>Possible threat to life or property.</summary>
    Moderate,
    /// <summary>Minimal to no known threat to life or property.</summary>
    Minor,
    /// <summary>Severity unknown.</summary>
    Unknown,
}

/// <summary>CAP 1.2 §3.2.2 "urgency".</summary>
public enum Urgency
{
    /// <summary>Responsive action should be taken immediately.</summary>
    Immediate,
    /// <summary>Responsive action should be taken soon, within the next hour.</summary>
    Expected,
    /// <summary>Responsive action should be taken in the near future.</summary>
    Future,
    /// <summary>Responsive action is no longer required.</summary>
    Past,
    /// <summary>Urgency not known.</summary>
    Unknown,
}

/// <summary>CAP 1.2 §3.2.2 "certainty".</summary>
public enum Certainty
{
    /// <summary>Determined to have occurred or to be ongoing.</summary>
    Observed,
    /// <summary>Likely (p > 50 %).</summary>
    Likely,
    /// <summary>Possible but not likely (p of 50 % or less).</summary>
    Possible,
    /// <summary>Not expected to occur (p about 0).</summary>
    Unlikely,
    /// <summary>Certainty unknown.</summary>
    Unknown,
}

/// <summary>What an officer, or the node's clock, does with a warning's thread, with a rule or with a handover.</summary>
public enum DispositionAction
{
    /// <summary>Somebody has seen it.</summary>
    Acknowledge,
    /// <summary>Somebody works on it: the officer who says so is its owner.</summary>
    Take,
    /// <summary>It is over, with an outcome.</summary>
    Close,
    /// <summary>The node calls officers: first those on duty, and once nobody has acknowledged in time the next in the roster.</summary>
    Escalate,
    /// <summary>A thread or a rule says nothing until a time.</summary>
    Shelve,
    /// <summary>It may speak again.</summary>
    Unshelve,
    /// <summary>The relief takes a shift over.</summary>
    Sign,
}

/// <summary>How a thread ended.</summary>
public enum Outcome
{
    /// <summary>It was real.</summary>
    Real,
    /// <summary>It was not.</summary>
    FalseAlarm,
    /// <summary>Another thread is about the same.</summary>
    Duplicate,
    /// <summary>It was a drill.</summary>
    Drill,
    /// <summary>None of these.</summary>
    Other,
}
