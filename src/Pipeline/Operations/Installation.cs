using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Hosting;
using MalariaPredictor.Pipeline.Targets.Process.Slots;

namespace MalariaPredictor.Pipeline.Operations;

/// <summary>The parts of one state directory, put together.</summary>
internal sealed class Installation(StateDirectory state, TimeProvider time) : IDisposable
{
    public StateDirectory State { get; } = state;

    public TimeProvider Time { get; } = time;

    public ArtifactStore Artifacts { get; } = new(state.Artifacts);

    public ReleaseStore Releases { get; } = new(state.Releases);

    public HostClient Host { get; } = new(state);

    public HostLauncher Launcher => new(State, Host, Time, AppContext.BaseDirectory);

    public JournalHistory History => Journal.Read(State.Journal);

    public ReleaseLock TakeLock(string command) => ReleaseLock.Take(
        State.Lock, ThisProcess.Owner, command, new ThisProcess(), Time, seen: new MemoryFile(State.HostState).Read().Fence);

    public void Dispose() => Host.Dispose();
}
