using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Gates;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Tests.Environments;

public sealed class EnvironmentFileTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "..", "deploy", "environments"));

    [Fact]
    public void The_local_environment_says_every_setting_as_it_is_when_left_out()
    {
        var (read, standard) = (EnvironmentFile.Read(Path.Combine(Folder, "local.yaml")).Release, new ReleasePolicy());
        read.Before.ShouldBe(standard.Before);
        read.After.ShouldBe(standard.After);
        (read with { Before = standard.Before, After = standard.After }).ShouldBe(standard);
        var text = File.ReadAllText(Path.Combine(Folder, "local.yaml"));
        foreach (var section in (string[])["timings", "gates", "keep"])
        {
            Keys(JsonNode.Parse(EnvironmentFile.Schema())!["properties"]![section]!).ShouldAllBe(key => text.Contains(key), section);
        }
    }

    [Fact]
    public void The_schema_for_editors_is_the_one_the_settings_make()
    {
        var path = Path.Combine(Folder, "schema.json");
        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        if (Environment.GetEnvironmentVariable("UPDATE_SCHEMA") == "1")
        {
            File.WriteAllText(path, EnvironmentFile.Schema());
        }

        committed.ShouldBe(EnvironmentFile.Schema(), "run this test with UPDATE_SCHEMA=1 to write it anew");
    }

    [Fact]
    public void Every_environment_that_is_shipped_is_valid() =>
        Directory.EnumerateFiles(Folder, "*.yaml").ShouldAllBe(file => EnvironmentFile.Read(file) != null!);

    [Fact]
    public void What_is_set_holds_in_its_order_and_what_is_left_out_keeps_its_value()
    {
        var read = EnvironmentFile
            .Parse("timings:\n  watch: 0.5\ngates:\n  before:\n    - latency: { ratio: 3 }\n    - version\n", "x.yaml")
            .Release;

        read.Timings.Watch.ShouldBe(TimeSpan.FromSeconds(0.5));
        read.Timings.Ready.ShouldBe(new ReleaseTimings().Ready);
        read.Before.ShouldBe([new LatencySpec(Ratio: 3), new VersionSpec()]);
        read.After.ShouldBe(new ReleasePolicy().After);
        EnvironmentFile.Parse("", "empty.yaml").ShouldBeEquivalentTo(new EnvironmentSettings());
    }

    [Fact]
    public void A_cluster_without_a_volume_for_backups_must_say_that_it_makes_none()
    {
        const string Cluster = "kubernetes:\n  namespace: a\n  image: ghcr.io/a/b\n";

        Should
            .Throw<UserFacingException>(() => EnvironmentFile.Parse(Cluster, "x.yaml"))
            .Message.ShouldContain("the file needs a volume for the backups before migrations (kubernetes.backups), or backup: never");
        EnvironmentFile.Parse(Cluster + "backup: never\n", "x.yaml").Release.BacksUp.ShouldBeFalse();
        EnvironmentFile.Parse(Cluster + "  backups: { size: 5Gi }\n", "x.yaml").Release.BacksUp.ShouldBeTrue();
    }

    [Theory]
    [InlineData("timings:\n  wach: 1\n", "line 2, column 3: 'wach' is not known here; known are ready, verify, watch, drain")]
    [InlineData(
        "gate: 1\n",
        "line 1, column 1: 'gate' is not known here; known are strategy, instances, timings, gates, hooks, backup, keep, kubernetes"
    )]
    [InlineData("timings: 5\n", "line 1, column 10: timings takes keys with values, not 5")]
    [InlineData("timings:\n  watch: soon\n", "line 2, column 10: timings.watch takes a number from 0 to 3600, not soon")]
    [InlineData("timings:\n  watch: \"5\"\n", "timings.watch takes a number")]
    [InlineData("timings:\n  watch: [5]\n", "timings.watch takes a number")]
    [InlineData("timings:\n  watch: .nan\n", "timings.watch takes a number")]
    [InlineData("timings:\n  watch: -1\n", "timings.watch takes a number")]
    [InlineData("keep: { releases: 2.5 }\n", "keep.releases takes a whole number from 2 to 1000, not 2.5")]
    [InlineData("timings:\n  watch: 1\n  watch: 2\n", "line 3")]
    [InlineData("strategy: canary\n", "line 1, column 11: strategy takes one of blue-green, rolling, not canary")]
    [InlineData("instances: 0\n", "instances takes a whole number from 1 to 32, not 0")]
    [InlineData(
        "gates:\n  before: version\n",
        "line 2, column 11: gates.before takes a list, each one of version, forecasts, replay, latency"
    )]
    [InlineData(
        "gates:\n  before:\n    - version\n    - traffic\n",
        "line 4, column 7: gates.before[2] takes one of version, forecasts, replay, latency"
    )]
    [InlineData("gates:\n  after:\n    - replay\n", "line 3, column 7: gates.after[1] takes one of traffic, version, forecasts")]
    [InlineData(
        "gates:\n  before:\n    - latency: { ration: 3 }\n",
        "line 3, column 18: 'ration' is not known here; known are requests, ratio, floor"
    )]
    [InlineData(
        "gates:\n  before:\n    - latency: { ratio: 0.5 }\n",
        "line 3, column 25: gates.before[1].latency.ratio takes a number from 1 to 100, not 0.5"
    )]
    [InlineData(
        "gates:\n  after:\n    - prometheus: { url: http://p, query: up }\n",
        "line 3, column 19: gates.after[1].prometheus needs max, min or both"
    )]
    [InlineData("gates:\n  after:\n    - prometheus: { url: http://p, max: 1 }\n", "gates.after[1].prometheus lacks query: PromQL")]
    [InlineData(
        "gates:\n  after:\n    - prometheus: { url: http://u:p@p, query: up, max: 1 }\n",
        "url takes an http(s) address without a password"
    )]
    [InlineData("gates:\n  after: [prometheus]\n", "line 2, column 11: gates.after[1].prometheus needs keys: name, url, query")]
    [InlineData("hooks: { before-switch: [ { name: x } ] }\n", "hooks.before-switch[1] needs exactly one of run, post and post-from")]
    [InlineData("hooks: { before-switch: [ { name: x, run: a, post: http://b } ] }\n", "needs exactly one of run, post and post-from")]
    [InlineData(
        "hooks: { after-commit: [ { name: x, run: a, on-failure: fail } ] }\n",
        "line 1, column 45: 'on-failure' is not known here"
    )]
    [InlineData(
        "hooks: { before-switch: [ { name: x, run: a }, { name: x, run: b } ] }\n",
        "line 1, column 48: hooks.before-switch has two named 'x'"
    )]
    [InlineData(
        "hooks: { before-switch: [ { name: x, run: a, on-failure: ignore } ] }\n",
        "on-failure takes one of fail, warn, not ignore"
    )]
    [InlineData("gates:\n  before:\n    - version: 3\n", "gates.before[1].version takes keys with values, not 3")]
    [InlineData("gates:\n  before:\n    - { version: {}, replay: {} }\n", "gates.before[1] takes one of version")]
    [InlineData("gates:\n  before: [version, version]\n", "line 2, column 21: gates.before has two named 'version'")]
    [InlineData("timings: {", "line 2, column 1: ")]
    [InlineData("- a\n", "line 1, column 1: the file takes keys with values, not a list")]
    public void What_is_wrong_is_told_with_its_place(string text, string complaint) =>
        Should.Throw<UserFacingException>(() => EnvironmentFile.Parse(text, "x.yaml")).Message.ShouldContain(complaint);

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var failure = Should.Throw<UserFacingException>(() => EnvironmentFile.Parse("a: 1\ntimings:\n  b: 2\n  ready: x\n", "x.yaml"));

        failure.Message.ShouldContain("'a'");
        failure.Message.ShouldContain("'b'");
        failure.Message.ShouldContain("timings.ready");
    }

    /// <summary>Every key that a schema knows at any depth, but for the gate that no standard can know.</summary>
    private static IEnumerable<string> Keys(JsonNode schema) =>
        schema switch
        {
            JsonObject form => form.SelectMany(part =>
                part is { Key: "properties", Value: JsonObject properties }
                    ? properties.Select(key => key.Key).Concat(properties.SelectMany(key => Keys(key.Value!)))
                    : Keys(part.Value!)
            ),
            JsonArray list => list.SelectMany(item => Keys(item!)),
            _ => [],
        };

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
