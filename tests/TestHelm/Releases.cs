using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MalariaPredictor.TestHelm;

/// <summary>
/// What is installed: a file for each release, below TESTHELM_STATE. A file RELEASE.fails makes its next installation fail.
/// </summary>
internal static partial class Releases
{
    public sealed record Installed(string Name, string Namespace, string Chart);

    public static int List(string scope, string filter, IReadOnlyList<string> states)
    {
        var found = Directory
            .EnumerateFiles(State, "*.json")
            .Select(Read)
            .Where(one =>
                Text(one, "namespace") == scope && Regex.IsMatch(Text(one, "name"), filter, RegexOptions.None, TimeSpan.FromSeconds(1))
            )
            // Without a state asked for, Helm 3 shows what is deployed or failed.
            .Where(one =>
                (states.Count == 0 ? ["deployed", "failed"] : states).Any(state =>
                    Text(one, "status").StartsWith(state, StringComparison.Ordinal)
                )
            );
        Console.WriteLine(
            new JsonArray([
                .. found.Select(one =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = Text(one, "name"),
                            ["namespace"] = scope,
                            ["revision"] = $"{one["revision"]}",
                            ["updated"] = "2026-01-02 03:04:05.678901234 +0000 UTC",
                            ["status"] = Text(one, "status"),
                            ["chart"] = Text(one, "chart"),
                            ["app_version"] = "1.0",
                        }
                ),
            ]).ToJsonString()
        );
        return 0;
    }

    public static int Values(string scope, string name)
    {
        if (!File.Exists(PathOf(scope, name)))
        {
            return Refuse("release: not found");
        }
        Console.WriteLine(Read(PathOf(scope, name))["values"]?.ToJsonString() ?? "null");
        return 0;
    }

    public static int Upgrade(Installed wanted, bool install, string? file, string[] set)
    {
        var path = PathOf(wanted.Namespace, wanted.Name);
        var before = File.Exists(path) ? Read(path) : null;
        if (before is null && !install)
        {
            return Refuse($"UPGRADE FAILED: \"{wanted.Name}\" has no deployed releases");
        }
        if (before is not null && Text(before, "status").StartsWith("pending-", StringComparison.Ordinal))
        {
            return Refuse("UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress");
        }
        if (file is not null && !File.Exists(file))
        {
            return Refuse($"open {file}: no such file or directory");
        }
        var values = file is null ? null : YamlValues.Read(File.ReadAllText(file));
        foreach (var pair in set.Select(one => one.Split('=', 2)))
        {
            YamlValues.Put(values ??= [], pair[0].Split('.'), pair[1]);
        }
        var fails = File.Exists(Path.Combine(State, wanted.Name + ".fails"));
        File.WriteAllText(
            path,
            new JsonObject
            {
                ["name"] = wanted.Name,
                ["namespace"] = wanted.Namespace,
                ["chart"] = wanted.Chart,
                ["revision"] = (before?["revision"]?.GetValue<int>() ?? 0) + 1,
                ["status"] = fails ? "failed" : "deployed",
                ["values"] = values,
            }.ToJsonString()
        );
        return fails ? Refuse("context deadline exceeded") : 0;
    }

    public static bool IsDuration(string text) => Duration().IsMatch(text);

    private static string State =>
        Environment.GetEnvironmentVariable("TESTHELM_STATE") ?? throw new InvalidOperationException("TESTHELM_STATE is not set");

    private static string PathOf(string scope, string name) => Path.Combine(State, $"{scope}.{name}.json");

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static string Text(JsonObject one, string key) => one[key]!.GetValue<string>();

    private static int Refuse(string words)
    {
        Console.Error.WriteLine($"Error: {words}");
        return 1;
    }

    [GeneratedRegex("^([0-9]+(h|m|s|ms))+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
