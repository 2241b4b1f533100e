using System.Runtime.Versioning;

// As the node itself: its store knows only systems whose files keep modes.
[assembly: UnsupportedOSPlatform("windows")]
