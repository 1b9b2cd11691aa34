namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>
/// An image whose containers are nothing but what a cluster sees of them: ready at once, or ending at once with a code and some words.
/// </summary>
internal sealed class PaperImage : IImage
{
    /// <summary>Exit code and output by arguments; null for what goes on until it is stopped.</summary>
    public Func<IReadOnlyList<string>, (int Code, string Output)?> Ends { get; init; } = _ => null;

    public IContainer Start(ContainerStart start) => new Container(this, start);

    private sealed class Container : IContainer
    {
        private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Container(PaperImage image, ContainerStart start)
        {
            if (image.Ends(start.Arguments) is not var (code, output))
            {
                return;
            }
            Log = output;
            _ended.SetResult(code);
        }

        public Task<int> Ended => _ended.Task;

        public string Log { get; } = "";

        public Task<bool> IsReadyAsync() => Task.FromResult(true);

        public void AskToEnd() => _ended.TrySetResult(0);

        public void Kill() => _ended.TrySetResult(137);

        public void Dispose()
        {
            // Paper leaves nothing.
        }
    }
}
