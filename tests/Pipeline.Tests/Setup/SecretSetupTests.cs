using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Setup.Resources;
using MalariaPredictor.Pipeline.Setup.Secrets;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Setup;

public sealed class SecretSetupTests : IAsyncLifetime
{
    private const string Webhook = "https://hooks.slack.test/services/T0/B0/never-to-be-shown";
    private SetupStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await SetupStage.CreateAsync();
        foreach (var name in (string[])[SetupStage.Production, SetupStage.Monitoring])
        {
            await _stage.Cluster.ApplyAsync(
                new k8s.Models.V1Namespace
                {
                    ApiVersion = "v1",
                    Kind = "Namespace",
                    Metadata = new() { Name = name },
                }
            );
        }
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Passwords_are_made_once_agree_with_one_another_and_are_never_printed()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        _stage.Variables["ERA5_API_KEY"] = "era5-never-to-be-shown";

        var made = (await _stage.RunAsync("secrets")).ShouldSucceed();

        var (owner, database, cache) = (Secret(StoreSecrets.Owner), Secret(SecretCatalog.Database.Name), Secret(SecretCatalog.Cache.Name));
        owner["password"].ShouldMatch("^[0-9a-f]{48}$");
        database["DATABASE_PASSWORD"].ShouldBe(owner["password"]);
        database["DATABASE_URL"].ShouldBe($"postgresql://app_user:{owner["password"]}@timescaledb-rw:5432/malaria_prediction");
        cache["REDIS_URL"].ShouldBe($"redis://:{cache["REDIS_PASSWORD"]}@redis-master:6379/0");
        Secret(SecretCatalog.DataSources.Name).ShouldBe(new Dictionary<string, string> { ["ERA5_API_KEY"] = "era5-never-to-be-shown" });
        _stage.Secret(SetupStage.Monitoring, SecretResources.Slack)!["slack-webhook-url"].ShouldBe(Webhook);
        Secret(SecretCatalog.Application.Name).Values.Distinct().Count().ShouldBe(3);
        _stage.Find(ResourceType.Secrets, SetupStage.Production, StoreSecrets.Owner)!["type"]!
            .GetValue<string>()
            .ShouldBe("kubernetes.io/basic-auth");
        foreach (
            var value in _stage
                .Store.All(ResourceType.Secrets)
                .SelectMany(secret => _stage.Secret(secret.Namespace(), secret.Name())!.Values)
                .Where(value => value.Length > 12 && value != StoreSecrets.DatabaseHost)
        )
        {
            made.All.ShouldNotContain(value);
        }
    }

    [Fact]
    public async Task Every_key_that_manifests_and_charts_reference_is_there()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        foreach (var key in SecretCatalog.DataSources.Keys)
        {
            _stage.Variables[key.Key] = "given";
        }

        (await _stage.RunAsync("secrets")).ShouldSucceed();

        foreach (var use in SecretCatalog.All)
        {
            Secret(use.Name).Keys.ShouldBe(use.Keys.Select(key => key.Key), ignoreOrder: true);
        }
        _stage
            .Secret(SetupStage.Monitoring, SecretResources.GrafanaAdmin)!
            .Keys.ShouldBe(["admin-user", "admin-password"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_second_run_has_nothing_to_do_and_overwrites_nothing()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        var made = _stage.Everything();
        _stage.Variables["SLACK_WEBHOOK_URL"] = "https://hooks.slack.test/another";
        _stage.Variables["DATABASE_URL"] = "postgresql://another@elsewhere/database";

        (await _stage.RunAsync("secrets")).ShouldSucceed().Output.ShouldContain("Nothing to do");

        _stage.Everything().ShouldBe(made);
    }

    [Fact]
    public async Task What_only_a_person_knows_is_named_and_the_others_are_made()
    {
        var held = await _stage.RunAsync("secrets");

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("SLACK_WEBHOOK_URL is not set");
        held.Output.ShouldContain("SLACK_WEBHOOK_URL_FILE");
        held.Output.ShouldContain("none of ERA5_API_KEY, MODIS_API_KEY, MAP_API_KEY, DHIS2_TOKEN, DHIS2_PASSWORD, SENTRY_DSN is set");
        held.Errors.ShouldContain("held: Secret alertmanager-slack");
        Secret(SecretCatalog.Database.Name).ShouldContainKey("DATABASE_URL");
        _stage.Secret(SetupStage.Monitoring, SecretResources.GrafanaAdmin).ShouldNotBeNull();
    }

    [Fact]
    public async Task Where_the_image_is_private_the_nodes_get_the_registrys_credentials()
    {
        await using var stage = await SetupStage.CreateAsync("  pullSecret: ghcr\n");
        await stage.Cluster.ApplyAsync(
            new k8s.Models.V1Namespace
            {
                ApiVersion = "v1",
                Kind = "Namespace",
                Metadata = new() { Name = SetupStage.Production },
            }
        );
        var held = await stage.RunAsync("secrets");
        held.Output.ShouldContain("REGISTRY_USER is not set: the cluster could not pull the private image");
        stage.Variables["REGISTRY_USER"] = "octocat";
        (await stage.RunAsync("secrets")).Output.ShouldContain("REGISTRY_TOKEN is not set");
        stage.Variables["REGISTRY_TOKEN"] = "ghp_never-to-be-shown";

        var made = await stage.RunAsync("secrets");

        made.All.ShouldNotContain("never-to-be-shown");
        stage.Find(ResourceType.Secrets, SetupStage.Production, "ghcr")!["type"]!
            .GetValue<string>()
            .ShouldBe("kubernetes.io/dockerconfigjson");
        var login = JsonNode.Parse(stage.Secret(SetupStage.Production, "ghcr")![".dockerconfigjson"])!["auths"]!["ghcr.io"]!;
        login["username"]!.GetValue<string>().ShouldBe("octocat");
        login["auth"]!.GetValue<string>().ShouldBe(Convert.ToBase64String("octocat:ghp_never-to-be-shown"u8));
    }

    [Fact]
    public async Task A_dry_run_makes_no_password()
    {
        var before = _stage.Everything();

        (await _stage.RunAsync("secrets", "--dry-run")).Output.ShouldContain("with DATABASE_HOST, DATABASE_PORT");

        _stage.Everything().ShouldBe(before);
    }

    [Fact]
    public async Task A_key_that_is_supplied_later_is_added_and_the_rest_stays()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        _stage.Variables["ERA5_API_KEY"] = "first";
        (await _stage.RunAsync("secrets")).ShouldSucceed();
        _stage.Variables["ERA5_API_KEY"] = "second";
        await File.WriteAllTextAsync(_stage.File("modis"), "from a file\n", TestContext.Current.CancellationToken);
        _stage.Variables["MODIS_API_KEY_FILE"] = _stage.File("modis");

        (await _stage.RunAsync("secrets")).ShouldSucceed().Output.ShouldContain("it has no MODIS_API_KEY: added; what it has stays");

        Secret(SecretCatalog.DataSources.Name)
            .ShouldBe(new Dictionary<string, string> { ["ERA5_API_KEY"] = "first", ["MODIS_API_KEY"] = "from a file" }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_managed_database_and_cache_need_no_password_of_ours()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        _stage.Variables["DATABASE_URL"] = "postgresql://user:secret@managed.test:5432/malaria";
        _stage.Variables["REDIS_URL"] = "rediss://:secret@managed.test:6380/0";

        (await _stage.RunAsync("secrets")).ShouldSucceed().Output.ShouldContain("the database is a managed one");

        Secret(SecretCatalog.Database.Name)
            .ShouldBe(new Dictionary<string, string> { ["DATABASE_URL"] = _stage.Variables["DATABASE_URL"] });
        Secret(SecretCatalog.Cache.Name).Keys.ShouldBe(["REDIS_URL"]);
        _stage.Secret(SetupStage.Production, StoreSecrets.Owner).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_of_this_machine_is_not_taken_for_a_server()
    {
        _stage.Variables["DATABASE_URL"] = "sqlite:////var/lib/malaria.db";

        var held = await _stage.RunAsync("secrets");

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("DATABASE_URL is not the address of a server");
        _stage.Secret(SetupStage.Production, SecretCatalog.Database.Name).ShouldBeNull();
    }

    [Fact]
    public async Task What_stops_between_two_Secrets_of_one_password_is_resumed_with_the_same_password()
    {
        _stage.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        _stage.Cluster.Server.Admission.Webhooks.Add(
            ("policy.test", (_, item) => item.Name() == SecretCatalog.Database.Name ? "not now" : null)
        );
        (await _stage.RunAsync("secrets")).ExitCode.ShouldBe(1);
        var password = Secret(StoreSecrets.Owner)["password"];
        _stage.Cluster.Server.Admission.Webhooks.Clear();

        (await _stage.RunAsync("secrets")).ShouldSucceed();

        Secret(StoreSecrets.Owner)["password"].ShouldBe(password);
        Secret(SecretCatalog.Database.Name)["DATABASE_PASSWORD"].ShouldBe(password);
    }

    [Fact]
    public async Task Without_its_namespace_it_says_what_comes_first()
    {
        await using var plain = await SetupStage.CreateAsync();

        var held = await plain.RunAsync("secrets");

        held.ExitCode.ShouldBe(1, held.All);
        held.Output.ShouldContain("./pipeline setup kubernetes");
    }

    [Fact]
    public async Task Where_the_environment_names_a_store_references_are_applied_and_no_Secret_is_made()
    {
        await using var external = await SetupStage.CreateAsync("  externalSecrets:\n    store: vault\n");
        external.Variables["SLACK_WEBHOOK_URL"] = Webhook;
        foreach (var name in (string[])[SetupStage.Production, SetupStage.Monitoring])
        {
            await external.Cluster.ApplyAsync(
                new k8s.Models.V1Namespace
                {
                    ApiVersion = "v1",
                    Kind = "Namespace",
                    Metadata = new() { Name = name },
                }
            );
        }

        (await external.RunAsync("secrets")).ShouldSucceed();

        external
            .Store.All(ResourceType.All.Single(type => type.Kind == "ExternalSecret"))
            .Select(item => item.Name())
            .ShouldBe(SecretCatalog.All.Select(use => use.Name), ignoreOrder: true);
        external.Store.All(ResourceType.Secrets).Where(item => item.Namespace() == SetupStage.Production).ShouldBeEmpty();
        (await external.DocumentAsync("secrets")).Outcome.ShouldBe(SetupDocument.NothingToDo);
    }

    private Dictionary<string, string> Secret(string name) => _stage.Secret(SetupStage.Production, name).ShouldNotBeNull();
}
