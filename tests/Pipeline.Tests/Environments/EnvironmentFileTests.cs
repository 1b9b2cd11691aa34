using System.Runtime.CompilerServices;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tests.Environments;

public sealed class EnvironmentFileTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "..", "deploy", "environments"));

    [Fact]
    public void The_local_environment_says_every_setting_as_it_is_when_left_out()
    {
        EnvironmentFile.Read(Path.Combine(Folder, "local.yaml")).ShouldBe(new ReleaseTimings());
        var text = File.ReadAllText(Path.Combine(Folder, "local.yaml"));
        Settings.All.Select(setting => setting.Path.Split('.')[^1] + ":").ShouldAllBe(key => text.Contains(key));
    }

    [Fact]
    public void The_schema_for_editors_is_the_one_the_settings_make()
    {
        var path = Path.Combine(Folder, "schema.json");
        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        if (Environment.GetEnvironmentVariable("UPDATE_SCHEMA") == "1")
            File.WriteAllText(path, EnvironmentSchema.Text());

        committed.ShouldBe(EnvironmentSchema.Text(), "run this test with UPDATE_SCHEMA=1 to write it anew");
    }

    [Fact]
    public void Every_environment_that_is_shipped_is_valid() =>
        Directory.EnumerateFiles(Folder, "*.yaml").ShouldAllBe(file => EnvironmentFile.Read(file) != null!);

    [Fact]
    public void What_is_set_holds_and_what_is_left_out_keeps_its_value()
    {
        var read = EnvironmentFile.Parse("timings:\n  watch: 0.5\ngates: { latency: { ratio: 3 } }\n", "x.yaml");

        read.Watch.ShouldBe(TimeSpan.FromSeconds(0.5));
        read.Gates.SlowerRatio.ShouldBe(3);
        read.Ready.ShouldBe(new ReleaseTimings().Ready);
        EnvironmentFile.Parse("", "empty.yaml").ShouldBe(new ReleaseTimings());
    }

    [Theory]
    [InlineData("timings:\n  wach: 1\n", "line 2, column 3: 'wach' is not known here; known are ready, verify, watch, drain")]
    [InlineData("gate: 1\n", "line 1, column 1: 'gate' is not known here; known are timings, gates, keep")]
    [InlineData("timings: 5\n", "line 1, column 10: timings must hold keys: ready")]
    [InlineData("timings:\n  watch: soon\n", "line 2, column 10: timings.watch takes a number from 0 to 3600, not soon")]
    [InlineData("timings:\n  watch: \"5\"\n", "timings.watch takes a number")]
    [InlineData("timings:\n  watch: [5]\n", "timings.watch takes a number")]
    [InlineData("timings:\n  watch: .nan\n", "timings.watch takes a number")]
    [InlineData("timings:\n  watch: -1\n", "timings.watch takes a number")]
    [InlineData("keep: { releases: 2.5 }\n", "keep.releases takes a whole number from 2 to 1000, not 2.5")]
    [InlineData("timings:\n  watch: 1\n  watch: 2\n", "line 3")]
    [InlineData("timings: {", "line 2, column 1: ")]
    [InlineData("- a\n", "line 1, column 1: the file must hold keys")]
    public void What_is_wrong_is_told_with_its_place(string text, string complaint) =>
        Should.Throw<Failure>(() => EnvironmentFile.Parse(text, "x.yaml")).Message.ShouldContain(complaint);

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var failure = Should.Throw<Failure>(() => EnvironmentFile.Parse("a: 1\ntimings:\n  b: 2\n  ready: x\n", "x.yaml"));

        failure.Message.ShouldContain("'a'");
        failure.Message.ShouldContain("'b'");
        failure.Message.ShouldContain("timings.ready");
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
