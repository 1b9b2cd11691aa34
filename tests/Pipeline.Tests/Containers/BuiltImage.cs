using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>The image that deploy/Dockerfile makes of this checkout, built for real once, when a test first asks for it.</summary>
public sealed class BuiltImage : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private const string Name = "localhost/malaria-predictor:test";

    private readonly ImageStore _store = new();
    private readonly Lazy<Task<string>> _built;

    public BuiltImage() => _built = new Lazy<Task<string>>(BuildAsync);

    public Task<string> NameAsync() => _built.Value;

    internal Task<OutsideProgram.Result> PodmanAsync(params IEnumerable<string> arguments) => _store.PodmanAsync(arguments);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<string> BuildAsync()
    {
        var bases = Dockerfile.Read().Stages.Select(stage => stage.Image).ToList();
        await _store.AdoptAsync(
            bases[0],
            DebianBase.SdkAsync,
            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1",
            "MSBUILDDISABLENODEREUSE=1",
            "NUGET_CERT_REVOCATION_MODE=offline"
        );
        await _store.AdoptAsync(bases[1], DebianBase.ClientAsync);
        await _store.AdoptAsync(bases[2], DebianBase.RuntimeAsync);
        (
            await _store.BuildahAsync(
                "build",
                "--isolation",
                "chroot",
                "--pull=never",
                "--format",
                "docker",
                "--file",
                Dockerfile.Location,
                "--build-arg",
                $"COMMIT={Commit}",
                "--volume",
                $"{DebianBase.Dotnet}:/usr/share/dotnet:ro",
                "--volume",
                $"{Packages()}:/root/.nuget/packages",
                "--tag",
                Name,
                Checkout.Root
            )
        ).ShouldSucceed();
        return Name;
    }

    private static string Packages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
