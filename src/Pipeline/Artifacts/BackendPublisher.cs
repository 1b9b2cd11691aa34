using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>Publishes the backend into the store; the same sources give the same bytes, and are not published twice.</summary>
internal sealed class BackendPublisher(Repository repository, ArtifactStore artifacts, string folder)
{
    // No build server stays behind that would hold files, pipes or memory; and a compiler that runs once is not worth profiling.
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_TieredPGO"] = "0",
    };

    /// <returns>The digest, and whether it had to be built.</returns>
    public async Task<(string Digest, bool Built)> PublishAsync(string commit, CancellationToken cancellationToken)
    {
        var note = Path.Combine(folder, $"{commit}.sdk-{System.Environment.Version}");
        if (File.Exists(note) && await File.ReadAllTextAsync(note, cancellationToken) is var known && artifacts.Has(known))
        {
            return (known, false);
        }

        var output = artifacts.NewFolder();
        var dotnet = new Tool(repository.Root, Environment);
        await dotnet.SucceedAsync(
            [
                "dotnet",
                "publish",
                "src/Backend",
                "--configuration",
                "Release",
                "--output",
                output,
                "--verbosity",
                "quiet",
                "-p:ForRelease=true",
                $"-p:SourceRevisionId={commit}",
                "-p:UseSharedCompilation=false",
                "-p:RunAnalyzers=false",
                // Neither where the checkout lies, nor when it was made, nor what its remote is called may enter the bytes. So: no
                // symbols (those of Razor pages hold paths; a trace still names its methods), no list of static assets with their
                // dates (the pages are whole without any script or file), no source links.
                "-p:DebugType=none",
                "-p:DebugSymbols=false",
                "-p:StaticWebAssetsEnabled=false",
                "-p:EnableSourceLink=false",
            ],
            "publishing src/Backend",
            "Correct the errors above; nothing was released.",
            cancellationToken
        );
        PackageLicenses.Note(output, PackageLicenses.RestoredTo());
        var digest = await artifacts.AdoptAsync(output, cancellationToken);
        AtomicFile.Write(note, System.Text.Encoding.UTF8.GetBytes(digest));
        return (digest, true);
    }
}
