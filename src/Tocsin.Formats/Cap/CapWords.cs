namespace Tocsin.Formats.Cap;

// Names and order are the standard's: a member's name is the word on the wire.

/// <summary>How an alert is to be handled (CAP 1.2 §3.2.1 <c>status</c>). The default is an actual alert.</summary>
public enum CapStatus
{
    /// <summary>For all to act upon.</summary>
    Actual,
    /// <summary>For those who take part in an exercise.</summary>
    Exercise,
    /// <summary>For the machinery that passes alerts on.</summary>
    System,
    /// <summary>A technical test: all disregard it.</summary>
    Test,
    /// <summary>A template, not for use.</summary>
    Draft,
}

/// <summary>What a message is (§3.2.1 <c>msgType</c>). The default opens a thread.</summary>
public enum CapMessageType
{
    /// <summary>First information.</summary>
    Alert,
    /// <summary>Replaces the messages that it refers to.</summary>
    Update,
    /// <summary>Cancels the messages that it refers to.</summary>
    Cancel,
    /// <summary>Acknowledges the messages that it refers to.</summary>
    Ack,
    /// <summary>Rejects the messages that it refers to.</summary>
    Error,
}

/// <summary>To whom an alert may be shown (§3.2.1 <c>scope</c>). The default is everyone.</summary>
public enum CapScope
{
    /// <summary>Everyone.</summary>
    Public,
    /// <summary>Those who meet its restriction.</summary>
    Restricted,
    /// <summary>Its addressees.</summary>
    Private,
}

/// <summary>The kind of event (§3.2.2 <c>category</c>), in the standard's order. The default is geophysical.</summary>
public enum CapCategory
{
    /// <summary>Geophysical, landslides included.</summary>
    Geo,
    /// <summary>Meteorological, floods included.</summary>
    Met,
    /// <summary>General emergency and public safety.</summary>
    Safety,
    /// <summary>Law enforcement, military, homeland and private security.</summary>
    Security,
    /// <summary>Rescue and recovery.</summary>
    Rescue,
    /// <summary>Fire suppression and rescue.</summary>
    Fire,
    /// <summary>Medical and public health.</summary>
    Health,
    /// <summary>Pollution and other environmental.</summary>
    Env,
    /// <summary>Public and private transport.</summary>
    Transport,
    /// <summary>Utility, telecommunication and other infrastructure.</summary>
    Infra,
    /// <summary>Chemical, biological, radiological, nuclear or explosive threat or attack.</summary>
    CBRNE,
    /// <summary>Other events.</summary>
    Other,
}

/// <summary>What the audience is to do (§3.2.2 <c>responseType</c>). The default is to take shelter.</summary>
public enum CapResponse
{
    /// <summary>Take shelter in place.</summary>
    Shelter,
    /// <summary>Relocate as instructed.</summary>
    Evacuate,
    /// <summary>Make preparations as instructed.</summary>
    Prepare,
    /// <summary>Execute a planned activity.</summary>
    Execute,
    /// <summary>Avoid the event.</summary>
    Avoid,
    /// <summary>Attend to the sources of information.</summary>
    Monitor,
    /// <summary>Evaluate the information; not for public warnings.</summary>
    Assess,
    /// <summary>The event is no longer a threat.</summary>
    AllClear,
    /// <summary>Nothing is recommended.</summary>
    None,
}

/// <summary>How soon to respond (§3.2.2 <c>urgency</c>). The default is immediately.</summary>
public enum CapUrgency
{
    /// <summary>Now.</summary>
    Immediate,
    /// <summary>Within the next hour.</summary>
    Expected,
    /// <summary>In the near future.</summary>
    Future,
    /// <summary>No longer required.</summary>
    Past,
    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>How bad (§3.2.2 <c>severity</c>). The default is extreme.</summary>
public enum CapSeverity
{
    /// <summary>Extraordinary threat to life or property.</summary>
    Extreme,
    /// <summary>Significant threat.</summary>
    Severe,
    /// <summary>Possible threat.</summary>
    Moderate,
    /// <summary>Minimal or no known threat.</summary>
    Minor,
    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>How sure (§3.2.2 <c>certainty</c>). The default is observed.</summary>
public enum CapCertainty
{
    /// <summary>Occurred or is occurring.</summary>
    Observed,
    /// <summary>More than one half.</summary>
    Likely,
    /// <summary>Possible, not likely.</summary>
    Possible,
    /// <summary>Not expected to occur.</summary>
    Unlikely,
    /// <summary>Not known.</summary>
    Unknown,
}
