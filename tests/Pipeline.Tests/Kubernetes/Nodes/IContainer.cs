namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>What runs in a pod.</summary>
internal interface IContainer : IDisposable
{
    /// <summary>Ends with its exit code.</summary>
    Task<int> Ended { get; }

    /// <summary>What it has written so far.</summary>
    string Log { get; }

    /// <summary>Its readiness probe, asked once.</summary>
    Task<bool> IsReadyAsync();

    /// <summary>SIGTERM.</summary>
    void AskToEnd();

    /// <summary>SIGKILL.</summary>
    void Kill();
}

/// <summary>What a container is started with.</summary>
internal sealed record ContainerStart(
    string Address,
    int Port,
    string ProbePath,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, byte[]> Files
);

/// <summary>What an image's digest stands for on the test's node.</summary>
internal interface IImage
{
    IContainer Start(ContainerStart start);
}
