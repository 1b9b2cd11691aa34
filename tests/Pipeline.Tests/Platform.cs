using System.Runtime.Versioning;

// Slots are POSIX processes: their tests run where the pipeline's host does.
[assembly: UnsupportedOSPlatform("windows")]
