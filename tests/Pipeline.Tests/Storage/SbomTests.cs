using System.Text.Json;
using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

public sealed class SbomTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_package_of_the_backend_is_listed_with_version_hash_and_license_and_what_it_needs()
    {
        var artifact = Artifact();
        PackageLicenses.Note(artifact, PackageLicenses.RestoredTo());

        using var sbom = JsonDocument.Parse(await Sbom.OfAsync(artifact, new string('a', 64), Cancel));

        sbom.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        var components = sbom.RootElement.GetProperty("components").EnumerateArray().ToList();
        var dapper = components.Single(component => component.GetProperty("name").GetString() == "Dapper");
        dapper.GetProperty("purl").GetString().ShouldBe($"pkg:nuget/Dapper@{dapper.GetProperty("version").GetString()}");
        dapper.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length.ShouldBe(128);
        dapper.GetProperty("licenses")[0].GetProperty("expression").GetString().ShouldBe("Apache-2.0");
        var packages = components.Where(component => component.TryGetProperty("purl", out _)).ToList();
        packages
            .Count(component => component.TryGetProperty("licenses", out _))
            .ShouldBeGreaterThanOrEqualTo(packages.Count - 2, "hardly any states its license in a file of its own");
        sbom.RootElement.GetProperty("dependencies")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("ref").GetString()!.StartsWith("project:malaria-predictor/", StringComparison.Ordinal))
            .GetProperty("dependsOn")
            .EnumerateArray()
            .Select(need => need.GetString())
            .ShouldContain(dapper.GetProperty("purl").GetString());
    }

    [Fact]
    public async Task Every_file_is_listed_with_its_hash()
    {
        var artifact = Artifact();

        using var sbom = JsonDocument.Parse(await Sbom.OfAsync(artifact, new string('a', 64), Cancel));

        var files = sbom
            .RootElement.GetProperty("components")
            .EnumerateArray()
            .Where(component => component.GetProperty("type").GetString() == "file")
            .ToDictionary(
                component => component.GetProperty("name").GetString()!,
                component => component.GetProperty("hashes")[0].GetProperty("content").GetString()
            );
        files.Keys.Order().ShouldBe(["malaria-predictor.deps.json", "views/page.html"]);
        files["views/page.html"].ShouldBe(await ContentHash.OfFileAsync(Path.Combine(artifact, "views", "page.html"), Cancel));
    }

    [Fact]
    public async Task The_same_artifact_has_the_same_bytes_wherever_it_lies_and_is_kept_beside_it()
    {
        var store = new ArtifactStore(Directory.CreateDirectory(_folder.File("store")).FullName);
        var digest = await store.CopyAsync(Artifact(), Cancel);

        var hash = await store.SbomAsync(digest, Cancel);

        (await File.ReadAllBytesAsync(store.SbomPath(digest), Cancel)).ShouldBe(await Sbom.OfAsync(Artifact(), digest, Cancel));
        (await store.SbomAsync(digest, Cancel)).ShouldBe(hash);
        (await store.VerifySbomAsync(digest, hash, Cancel)).ShouldBeNull();
        await File.AppendAllTextAsync(store.SbomPath(digest), " ", Cancel);
        (await store.VerifySbomAsync(digest, hash, Cancel)).ShouldNotBeNull().ShouldContain("was changed");
        store.Prune(new HashSet<string>());
        Directory
            .EnumerateFiles(_folder.File("store"))
            .ShouldBe([store.SbomPath(digest)], "the newest are kept even if nothing uses them, with what tells what they are made of");
    }

    private string Artifact()
    {
        var folder = Directory.CreateDirectory(_folder.File($"artifact {Guid.NewGuid():N}")).FullName;
        File.Copy(Path.Combine(Built.Backend, "malaria-predictor.deps.json"), Path.Combine(folder, "malaria-predictor.deps.json"));
        Directory.CreateDirectory(Path.Combine(folder, "views"));
        File.WriteAllText(Path.Combine(folder, "views", "page.html"), "<p>");
        return folder;
    }
}
