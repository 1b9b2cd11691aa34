using System.Runtime.Versioning;

// Slots are POSIX processes: their tests run where the pipeline's host does.
[assembly: UnsupportedOSPlatform("windows")]

// Most of these tests wait for processes; the few that measure time run by themselves.
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]
