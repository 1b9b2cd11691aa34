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
        new ComposeFile("compose.yaml")
            .Services.Select(service => service.Name)
            .ShouldBe(["migrate", "backend", "database", "cache", "mlflow", "prometheus", "alertmanager", "grafana"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_image_is_named_by_an_exact_version_or_built_here(string name) =>
        new ComposeFile(name)
            .Services.Where(service => !service.Says.ContainsKey("build"))
            .ShouldAllBe(service => Version().IsMatch(service.Says["image"]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_service_is_reached_from_outside_of_the_machine_or_gains_rights(string name)
    {
        foreach (var (_, says) in new ComposeFile(name).Services)
        {
            says.Select(pair => pair.Key).ShouldBeSubsetOf(Keys);
            ComposeFile.Words(says["ports"]).ShouldAllBe(port => port.StartsWith("127.0.0.1:"));
            ComposeFile.Words(says["security_opt"]).ShouldBe(["no-new-privileges:true"]);
        }
        new ComposeFile(name)
            .Services.Where(service => service.Says["read_only"] is null)
            .Select(service => service.Name)
            .ShouldBe(["database"], "a server that must write its own sockets and locks; every other disk is read-only");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_a_service_waits_for_can_come_true(string name)
    {
        var file = new ComposeFile(name);
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
        var file = new ComposeFile(name);
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

    [Fact]
    public void Every_variable_is_in_the_example_without_a_value_and_none_has_a_default()
    {
        var file = new ComposeFile("compose.yaml");
        var used = Variable()
            .Matches(file.Text)
            .Select(match => match.Groups["name"].Value)
            .Concat(file.Root["secrets"]!.AsObject().Select(secret => secret.Value!["environment"]!.GetValue<string>()));
        var example = File.ReadAllLines(Checkout.At("deploy", ".env.example")).Where(line => line.Contains('=')).ToList();

        example.ShouldAllBe(line => line.EndsWith('='));
        example.Select(line => line.TrimEnd('=')).Order().ShouldBe(used.Distinct().Order());
        Variable().Matches(file.Text).ShouldAllBe(match => match.Value.Contains(":?"));
    }

    [Fact]
    public void The_scraper_and_the_alerts_find_the_services_by_their_names()
    {
        var prometheus = File.ReadAllText(Checkout.At("deploy", "monitoring", "prometheus.yaml"));
        var services = new ComposeFile("compose.yaml").Services.Select(service => service.Name).ToList();
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
