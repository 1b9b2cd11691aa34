using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>What can be said of the compose files without an engine.</summary>
public sealed partial class ComposeTests
{
    private static readonly HashSet<string> Keys = new(
        [
            "build",
            "cap_drop",
            "command",
            "depends_on",
            "environment",
            "healthcheck",
            "image",
            "networks",
            "ports",
            "read_only",
            "restart",
            "secrets",
            "security_opt",
            "shm_size",
            "stop_grace_period",
            "tmpfs",
            "user",
            "volumes",
        ],
        StringComparer.Ordinal
    );

    public static TheoryData<string> Files { get; } = ["compose.yaml", "compose.test.yaml"];

    [Fact]
    public void Everything_that_production_has_is_there() =>
        ComposeFile
            .Read("compose.yaml")
            .Services.Select(service => service.Name)
            .ShouldBe(["migrate", "backend", "database", "cache", "mlflow", "prometheus", "alertmanager", "grafana"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_image_is_named_by_an_exact_version_or_built_here(string name) =>
        ComposeFile
            .Read(name)
            .Services.Where(service => !service.Says.ContainsKey("build"))
            .ShouldAllBe(service => Version().IsMatch(service.Says["image"]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_service_is_reached_from_outside_of_the_machine_or_gains_rights(string name)
    {
        foreach (var (_, says) in ComposeFile.Read(name).Services)
        {
            says.Select(pair => pair.Key).ShouldBeSubsetOf(Keys);
            ComposeFile.Words(says["ports"]).ShouldAllBe(port => port.StartsWith("127.0.0.1:"));
            ComposeFile.Words(says["security_opt"]).ShouldBe(["no-new-privileges:true"]);
        }
        ComposeFile
            .Read(name)
            .Services.Where(service => service.Says["read_only"] is null)
            .Select(service => service.Name)
            .ShouldBe(["database"], "a server that must write its own sockets and locks; every other disk is read-only");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_a_service_waits_for_can_come_true(string name)
    {
        var file = ComposeFile.Read(name);
        var services = file.Services.ToDictionary(service => service.Name, service => service.Says, StringComparer.Ordinal);
        foreach (var (other, how) in services.Values.SelectMany(says => says["depends_on"] as JsonObject ?? []))
        {
            var condition = how!["condition"]!.GetValue<string>();
            (
                condition == "service_healthy"
                    ? services[other].ContainsKey("healthcheck")
                    : services[other]["restart"]?.GetValue<string>() != "unless-stopped"
            ).ShouldBeTrue($"{other}: {condition}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_a_service_uses_is_declared_and_every_mounted_file_is_there(string name)
    {
        var file = ComposeFile.Read(name);
        foreach (var section in (string[])["networks", "secrets"])
        {
            file.Services.SelectMany(service => ComposeFile.Words(service.Says[section]))
                .Distinct()
                .Order()
                .ShouldBe(file.Declared(section).Order(), section);
        }
        var mounts = file
            .Services.SelectMany(service => ComposeFile.Words(service.Says["volumes"]))
            .Select(volume => volume.Split(':')[0])
            .ToList();
        mounts.Where(mount => mount[0] != '.').Order().ShouldBe(file.Declared("volumes").Order());
        mounts.Where(mount => mount[0] == '.').ShouldAllBe(mount => Path.Exists(Checkout.At("deploy", mount)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Compose_would_start_it(string name) => ComposeRules.Refusals(ComposeFile.Read(name).Root).ShouldBeEmpty();

    [Theory]
    [InlineData("secret from the environment in read-only service", "file: secrets/redis-url", "environment: REDIS_URL")]
    [InlineData("secret from the environment in read-only service", "file: secrets/redis-url", "content: redis://cache")]
    [InlineData(
        "secret slack-webhook-url has not exactly one source",
        "  slack-webhook-url:\n    file:",
        "  slack-webhook-url:\n    from:"
    )]
    [InlineData("undeclared secret", "secrets: [grafana-password]", "secrets: [grafana]")]
    [InlineData("undeclared network", "networks: [public, monitoring]", "networks: [public, watch]")]
    [InlineData("undeclared volume", "grafana:/var/lib/grafana", "pictures:/var/lib/grafana")]
    [InlineData("unknown service", "migrate: { condition:", "migration: { condition:")]
    [InlineData("no healthcheck to wait for", "condition: service_completed_successfully", "condition: service_healthy")]
    [InlineData("--wait would wait for a service that ends", "      migrate: { condition: service_completed_successfully }\n", "")]
    [InlineData("port 127.0.0.1:3000 is published twice", "127.0.0.1:9093:9093", "127.0.0.1:3000:9093")]
    [InlineData("neither image nor build", "    image: grafana/grafana:13.1.0\n", "")]
    [InlineData("no duration", "interval: 5s", "interval: 5")]
    [InlineData("two mounts at /tmp", "tmpfs: [\"/data\", \"/tmp\"]", "tmpfs: [\"/tmp\", \"/tmp:size=1m\"]")]
    [InlineData(
        "services wait for each other",
        "retries: 20\n\n  mlflow",
        "retries: 20\n    depends_on: {cache: {condition: service_healthy}}\n\n  mlflow"
    )]
    public void What_Compose_would_refuse_is_found(string refusal, string from, string to)
    {
        var text = ComposeFile.Read("compose.yaml").Text;
        var changed = text.Replace(from, to, StringComparison.Ordinal);

        changed.ShouldNotBe(text);
        ComposeRules.Refusals(new ComposeFile(changed).Root).ShouldContain(line => line.Contains(refusal));
    }

    [Fact]
    public void Every_secret_is_a_file_that_the_instructions_make_and_none_is_in_the_repository()
    {
        var file = ComposeFile.Read("compose.yaml");
        var documented = File.ReadAllText(Checkout.At("docs", "kubernetes-install.md"));
        foreach (var secret in file.Declared("secrets"))
        {
            file.Root["secrets"]![secret]!["file"]!.GetValue<string>().ShouldBe($"secrets/{secret}");
            file.Text.ShouldContain($" > {secret}", customMessage: "the comment at its top makes each");
            documented.ShouldContain($" > deploy/secrets/{secret}\n");
        }
        File.ReadAllLines(Checkout.At(".gitignore")).ShouldContain("deploy/secrets/");
        Variable().Matches(file.Text).ShouldBeEmpty("a password in a variable ends up on a command line or in docker inspect");
    }

    [Fact]
    public void The_password_of_the_cache_is_on_no_command_line()
    {
        var cache = ComposeFile.Read("compose.yaml").Services.Single(service => service.Name == "cache").Says;

        ComposeFile.Words(cache["command"]).ShouldAllBe(word => !word.Contains("--requirepass"));
        ComposeFile.Words(cache["healthcheck"]!["test"]).ShouldAllBe(word => !word.Contains("redis-cli -a"));
    }

    [Fact]
    public void The_scraper_and_the_alerts_find_the_services_by_their_names()
    {
        var prometheus = File.ReadAllText(Checkout.At("deploy", "monitoring", "prometheus.yaml"));
        var services = ComposeFile.Read("compose.yaml").Services.Select(service => service.Name).ToList();
        Target().Matches(prometheus).Select(match => match.Groups["host"].Value).ShouldBeSubsetOf(services);
    }

    [GeneratedRegex(
        @":v?[0-9]+\.[0-9]+\.[0-9]+[a-z0-9.-]*(@sha256:[0-9a-f]{64})?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Version();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"'(?<host>[a-z]+):[0-9]+'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
