using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Setup.Helm;

/// <summary>
/// Helm and the charts are others', and are not here: a program stands in that takes the arguments Helm documents and no others.
/// </summary>
public sealed class HelmSetupTests : IAsyncLifetime
{
    private const string Operators = "monitoring.coreos.com";
    private SetupStage _stage = null!;
    private HelmStandIn _helm = null!;

    private static readonly string[] Areas = ["database", "cache", "monitoring"];

    public async ValueTask InitializeAsync()
    {
        _stage = await SetupStage.CreateAsync();
        _helm = HelmStandIn.Install(_stage);
        _stage.Variables["SLACK_WEBHOOK_URL"] = "https://hooks.slack.test/x";
        (await _stage.RunAsync("kubernetes")).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Charts_are_installed_pinned_with_our_values_and_a_second_run_has_nothing_to_do()
    {
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        foreach (var area in Areas)
        {
            (await _stage.RunAsync(area)).ShouldSucceed();
        }

        _helm.Installed("timescaledb", SetupStage.Production)["chart"]!.GetValue<string>().ShouldBe("cluster-0.8.1");
        _helm.Installed("timescaledb", SetupStage.Production)["values"]!["cluster"]!["initdb"]!["database"]!
            .GetValue<string>()
            .ShouldBe("malaria_prediction");
        _helm.Installed("redis", SetupStage.Production)["chart"]!.GetValue<string>().ShouldBe("redis-2.4.4");
        _helm.Installed("monitoring", SetupStage.Monitoring)["chart"]!.GetValue<string>().ShouldBe("kube-prometheus-stack-88.5.3");
        _helm.Installed("cnpg", "cnpg-system")["values"].ShouldBeNull();
        foreach (var area in Areas)
        {
            (await _stage.RunAsync(area)).ShouldSucceed().Output.ShouldContain("Nothing to do");
        }
        _helm.Installed("redis", SetupStage.Production)["revision"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Monitoring_brings_the_routes_the_dashboards_and_what_is_watched_of_the_environment()
    {
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        (await _stage.RunAsync("monitoring")).ShouldSucceed();

        _stage
            .Secret(SetupStage.Monitoring, "alertmanager-config")!["alertmanager.yaml"]
            .ShouldBe(File.ReadAllText(Checkout.At("deploy", "monitoring", "alertmanager.yaml")));
        _stage.Find(ResourceType.ConfigMaps, SetupStage.Monitoring, "malaria-predictor-dashboard").ShouldNotBeNull();
        _stage.Store.All(ResourceType.All.Single(type => type.Kind == "PrometheusRule")).Count.ShouldBe(1);
        _stage.Store.All(ResourceType.All.Single(type => type.Kind == "ServiceMonitor")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_installs_nothing()
    {
        var before = _stage.Everything();

        foreach (var area in Areas)
        {
            (await _stage.RunAsync(area, "--dry-run")).ShouldSucceed().Output.ShouldContain("will be created");
        }

        Directory.EnumerateFileSystemEntries(_helm.State).ShouldBeEmpty();
        _stage.Everything().ShouldBe(before);
    }

    [Fact]
    public async Task Another_version_or_other_values_are_shown_without_what_they_hold_and_fixed()
    {
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        (await _stage.RunAsync("cache")).ShouldSucceed();
        _helm.Change(
            "redis",
            SetupStage.Production,
            release =>
            {
                release["chart"] = "redis-2.4.3";
                release["values"]!["auth"] = new JsonObject { ["password"] = "never-to-be-shown" };
            }
        );

        var plan = (await _stage.RunAsync("cache", "--dry-run")).ShouldSucceed();
        plan.Output.ShouldContain("chart: redis-2.4.3 → redis-2.4.4");
        plan.Output.ShouldContain("values: auth differs");
        plan.All.ShouldNotContain("never-to-be-shown");

        (await _stage.RunAsync("cache"))
            .ShouldSucceed()
            .Output.ShouldContain("Helm release redis in malaria-prediction-production changed");
        (await _stage.RunAsync("cache")).ShouldSucceed().Output.ShouldContain("Nothing to do");
    }

    [Fact]
    public async Task What_lacks_its_password_waits_for_it_and_says_where_it_comes_from()
    {
        foreach (
            var (area, secret) in ((string, string)[])
                [
                    ("database", "malaria-predictor-database-owner"),
                    ("cache", "malaria-predictor-redis-secret"),
                    ("monitoring", "alertmanager-slack"),
                ]
        )
        {
            var held = await _stage.RunAsync(area);

            held.ExitCode.ShouldBe(1, held.All);
            held.Output.ShouldContain($"there is no Secret {secret}");
            held.Output.ShouldContain("./pipeline setup secrets");
        }
    }

    [Fact]
    public async Task Database_and_cache_wait_for_the_kinds_that_monitoring_brings()
    {
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        _stage.Cluster.Server.Missing[Operators] = true;

        var held = await _stage.RunAsync("cache");
        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("./pipeline setup monitoring");

        _stage.Cluster.Server.Missing.Clear();
        (await _stage.RunAsync("cache")).ShouldSucceed();
    }

    [Fact]
    public async Task An_installation_that_fails_says_so_in_helms_words_and_is_tried_again_by_the_next_run()
    {
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        _helm.Break("timescaledb");

        var failed = await _stage.RunAsync("database");
        failed.ExitCode.ShouldBe(1, failed.All);
        failed.Errors.ShouldContain("context deadline exceeded");
        failed.Errors.ShouldContain("Done before that: Helm release cnpg in cnpg-system");

        _helm.Fix("timescaledb");
        var resumed = (await _stage.RunAsync("database")).ShouldSucceed();
        resumed.Output.ShouldContain("its last installation is failed");
        resumed.Output.ShouldContain("Done: 0 created, 1 changed, 1 needed nothing");
    }

    [Fact]
    public async Task An_installation_that_is_under_way_is_left_alone()
    {
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        (await _stage.RunAsync("cache")).ShouldSucceed();
        _helm.Change("redis", SetupStage.Production, release => release["status"] = "pending-upgrade");

        var held = await _stage.RunAsync("cache");

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("pending-upgrade");
        held.Output.ShouldContain("helm rollback redis");
    }

    [Fact]
    public async Task A_managed_database_is_not_installed_a_second_time()
    {
        _stage.Variables["DATABASE_URL"] = "postgresql://user:x@managed.test/malaria";
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        _stage.Variables["DATABASE_URL"] = "";

        var left = (await _stage.RunAsync("database")).ShouldSucceed();

        left.Output.ShouldContain("the database is a managed one");
        Directory.EnumerateFileSystemEntries(_helm.State).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_helm_it_says_what_to_install_and_changes_nothing()
    {
        var before = _stage.Everything();
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath)!;
        _stage.Variables["PATH"] = Directory.CreateDirectory(_stage.File("none")).FullName;
        _stage.Variables["DOTNET_ROOT"] = dotnet;

        var refused = await _stage.RunAsync("monitoring");

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("helm is not installed");
        refused.Errors.ShouldContain("https://helm.sh");
        _stage.Everything().ShouldBe(before);
    }
}
