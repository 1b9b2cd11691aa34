using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.Pipeline.Tests.Containers;

/// <summary>
/// What Docker Compose refuses or never finishes waiting for, by its specification and its source (pkg/compose/secrets.go, start.go). The
/// file's anchors and merges are resolved.
/// </summary>
internal static partial class ComposeRules
{
    private static readonly string[] Sources = ["file", "environment", "content", "external"];

    public static IReadOnlyList<string> Refusals(JsonObject file)
    {
        var services = file["services"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.AsObject(), StringComparer.Ordinal);
        return
        [
            .. OfStores(file, services),
            .. services.SelectMany(service => OfService(file, services, service.Key, service.Value)),
            .. OfWaiting(services),
            .. services
                .Values.SelectMany(service => ComposeFile.Words(service["ports"]))
                .Select(port => port[..port.LastIndexOf(':')])
                .GroupBy(port => port, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
                .Select(same => $"port {same.Key} is published twice"),
        ];
    }

    private static IEnumerable<string> OfStores(JsonObject file, Dictionary<string, JsonObject> services)
    {
        foreach (var kind in (string[])["secrets", "configs"])
        {
            foreach (var (name, value) in file[kind] as JsonObject ?? [])
            {
                if (value is not JsonObject store || store.Count(pair => Sources.Contains(pair.Key)) != 1)
                {
                    yield return $"{kind[..^1]} {name} has not exactly one source";
                    continue;
                }
                // What does not come from a file is copied into the container, which has no writable disk then.
                var copied = store.ContainsKey("environment") || store.ContainsKey("content");
                foreach (var (service, says) in services)
                {
                    if (copied && says["read_only"]?.ToString() == "true" && ComposeFile.Words(says[kind]).Contains(name))
                    {
                        yield return $"{service}: {kind[..^1]} from the environment in read-only service: {name}";
                    }
                }
            }
        }
    }

    private static IEnumerable<string> OfService(JsonObject file, Dictionary<string, JsonObject> services, string name, JsonObject says)
    {
        if (!says.ContainsKey("image") && !says.ContainsKey("build"))
        {
            yield return $"{name}: neither image nor build";
        }
        foreach (var section in (string[])["networks", "secrets", "configs"])
        {
            foreach (var used in ComposeFile.Words(says[section]).Where(used => (file[section] as JsonObject)?.ContainsKey(used) != true))
            {
                yield return $"{name}: undeclared {section[..^1]} {used}";
            }
        }
        var volumes = ComposeFile.Words(says["volumes"]).Select(volume => volume.Split(':')).ToList();
        foreach (var volume in volumes.Where(volume => volume[0][0] is not ('.' or '/')))
        {
            if ((file["volumes"] as JsonObject)?.ContainsKey(volume[0]) != true)
            {
                yield return $"{name}: undeclared volume {volume[0]}";
            }
        }
        var places = volumes.Select(volume => volume[1]).Concat(ComposeFile.Words(says["tmpfs"]).Select(mount => mount.Split(':')[0]));
        foreach (var twice in places.GroupBy(place => place, StringComparer.Ordinal).Where(place => place.Count() > 1))
        {
            yield return $"{name}: two mounts at {twice.Key}";
        }
        foreach (var (key, time) in says["healthcheck"] as JsonObject ?? [])
        {
            if (key is "interval" or "timeout" or "start_period" && !Duration().IsMatch(time!.ToString()))
            {
                yield return $"{name}: no duration: {key} {time}";
            }
        }
        foreach (var (other, how) in says["depends_on"] as JsonObject ?? [])
        {
            if (!services.TryGetValue(other, out var needed))
            {
                yield return $"{name}: unknown service {other}";
            }
            else if (how!["condition"]?.ToString() == "service_healthy" && !needed.ContainsKey("healthcheck"))
            {
                yield return $"{name}: no healthcheck to wait for in {other}";
            }
        }
    }

    /// <summary><c>up --wait</c> waits until each service runs or is healthy; for one that ends, only where another says so.</summary>
    private static IEnumerable<string> OfWaiting(Dictionary<string, JsonObject> services)
    {
        var needs = services.ToDictionary(
            pair => pair.Key,
            pair =>
                (pair.Value["depends_on"] as JsonObject ?? []).ToDictionary(need => need.Key, need => need.Value!["condition"]?.ToString()),
            StringComparer.Ordinal
        );
        var ends = needs.Values.SelectMany(need => need).Where(need => need.Value == "service_completed_successfully");
        foreach (var (name, says) in services)
        {
            // A command of the image in place of its own: run once.
            if (
                says["image"]?.ToString().StartsWith("malaria-predictor", StringComparison.Ordinal) == true
                && says.ContainsKey("command")
                && ends.All(need => need.Key != name)
            )
            {
                yield return $"{name}: --wait would wait for a service that ends";
            }
            if (Reaches(name, name, []))
            {
                yield return $"{name}: services wait for each other";
            }
        }

        bool Reaches(string from, string to, HashSet<string> seen) =>
            needs.TryGetValue(from, out var next) && next.Keys.Any(one => one == to || (seen.Add(one) && Reaches(one, to, seen)));
    }

    [GeneratedRegex("^([0-9]+(us|ms|s|m|h))+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
