using MalariaPredictor.Pipeline.Artifacts;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Storage;

public sealed class SourceCommitTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await GitAsync("init", "--quiet");
        Put("src/Backend/Program.cs", "one");
        Put("src/Forecasting/Period.cs", "one");
        Put("README.md", "one");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message", "first");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Sources_as_committed_are_named_by_their_commit() =>
        (await ReadAsync()).ShouldBe((await GitAsync("rev-parse", "HEAD")).Trim());

    [Fact]
    public async Task A_changed_document_does_not_make_the_code_another()
    {
        var before = await ReadAsync();
        Put("README.md", "two");

        (await ReadAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("src/Backend/Program.cs")]
    [InlineData("src/Forecasting/New file.cs")]
    public async Task Changed_and_new_sources_show_in_the_name_and_each_content_in_its_own_way(string path)
    {
        var before = await ReadAsync();
        Put(path, "two");
        var changed = await ReadAsync();
        Put(path, "three");
        var again = await ReadAsync();

        changed.ShouldStartWith(before + "-dirty.");
        again.ShouldStartWith(before + "-dirty.");
        again.ShouldNotBe(changed);
        Put(path, "two");
        (await ReadAsync()).ShouldBe(changed);
    }

    [Fact]
    public async Task A_deleted_source_shows_in_the_name()
    {
        File.Delete(_folder.File("src/Forecasting/Period.cs"));

        (await ReadAsync()).ShouldContain("-dirty.");
    }

    [Fact]
    public async Task Sources_without_a_repository_are_named_by_their_content()
    {
        Directory.Delete(_folder.File(".git"), recursive: true);
        Put("Directory.Build.props", "<Project />");
        var before = await ReadAsync();
        Put("src/Backend/Program.cs", "two");

        before.ShouldStartWith("nogit-");
        (await ReadAsync()).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_checkout_of_another_user_is_named_with_both_ways_out()
    {
        // What git's own tests set to be in that position.
        var git = new Git(
            _folder.Path,
            new Dictionary<string, string> { ["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1", ["LANG"] = "de_DE.UTF-8" }
        );

        foreach (
            var arguments in (string[][])
                [
                    ["rev-parse", "HEAD"],
                    ["remote", "get-url", "origin"],
                    ["merge-base", "HEAD", "main"],
                ]
        )
        {
            var failure = await Should.ThrowAsync<UserFacingException>(() => git.RunAsync(arguments, Cancel));
            failure.Message.ShouldContain($"git does not read {_folder.Path}, since the checkout belongs to another user");
            failure.Remedy.ShouldContain($"safe.directory '{_folder.Path}'");
        }
    }

    private Task<string> ReadAsync() => SourceCommit.ReadAsync(new Repository(_folder.Path), Cancel);

    private async Task<string> GitAsync(params string[] arguments) =>
        (await new Tool(_folder.Path).SucceedAsync(["git", .. arguments], "git", "install it", Cancel)).Output;

    private void Put(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllText(_folder.File(path), content);
    }
}
