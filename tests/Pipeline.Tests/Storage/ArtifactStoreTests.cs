using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_content_has_the_same_name_wherever_it_lies()
    {
        var one = Folder("one", ("a/b.dll", "x"), ("c.json", "y"));
        var two = Folder("two", ("c.json", "y"), ("a/b.dll", "x"));

        (await ContentHash.OfFolderAsync(one, Cancel)).ShouldBe(await ContentHash.OfFolderAsync(two, Cancel));
    }

    [Fact]
    public async Task Another_byte_another_path_or_another_cut_between_them_is_another_name()
    {
        var hashes = new List<string>
        {
            await ContentHash.OfFolderAsync(Folder("one", ("ab", "c")), Cancel),
            await ContentHash.OfFolderAsync(Folder("two", ("a", "bc")), Cancel),
            await ContentHash.OfFolderAsync(Folder("three", ("ab", "d")), Cancel),
            await ContentHash.OfFolderAsync(Folder("four", ("ab", "c"), ("empty", "")), Cancel),
        };

        hashes.ShouldBeUnique();
    }

    [Fact]
    public async Task An_artifact_that_was_changed_after_it_was_built_is_refused()
    {
        var store = Store();
        var digest = await store.CopyAsync(Folder("given", ("malaria-predictor.dll", "code")), Cancel);
        await store.VerifyAsync(digest, Cancel);

        await File.AppendAllTextAsync(Path.Combine(store.PathOf(digest), "malaria-predictor.dll"), "!", Cancel);

        (await Should.ThrowAsync<UserFacingException>(() => store.VerifyAsync(digest, Cancel))).Message.ShouldContain("was changed");
    }

    [Fact]
    public void A_publish_of_another_process_is_left_alone_and_an_abandoned_one_is_removed()
    {
        var store = Store();
        var another = Directory.CreateDirectory(store.NewFolder()).FullName;
        var abandoned = Directory.CreateDirectory(store.NewFolder()).FullName;
        Directory.SetLastWriteTimeUtc(abandoned, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-3));

        store.NewFolder();

        Directory.Exists(another).ShouldBeTrue();
        Directory.Exists(abandoned).ShouldBeFalse();
    }

    [Fact]
    public async Task Pruning_keeps_the_newest_and_whatever_is_in_use()
    {
        var store = Store();
        var digests = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            digests.Add(await store.CopyAsync(Folder($"f{i}", ("file", $"{i}")), Cancel));
        }

        store.Prune(new HashSet<string> { digests[0] });

        store.Has(digests[0]).ShouldBeTrue();
        digests.Count(store.Has).ShouldBe(9);
    }

    [Fact]
    public async Task An_artifact_is_found_by_the_beginning_of_its_hash_and_a_wrong_one_names_what_there_is()
    {
        var store = Store();
        var digest = await store.CopyAsync(Folder("given", ("file", "x")), Cancel);

        store.Find(digest[..6]).ShouldBe(digest);
        Should.Throw<UserFacingException>(() => store.Find("zzz")).Remedy.ShouldContain(digest[..12]);
    }

    private ArtifactStore Store() => new(Directory.CreateDirectory(_folder.File("artifacts")).FullName);

    private string Folder(string name, params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(_folder.File(name), path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
        return _folder.File(name);
    }
}
