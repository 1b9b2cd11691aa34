using System.Text.Json.Nodes;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Fields;

/// <summary>Who owns which field of an object: metadata.managedFields, kept as the real server keeps it.</summary>
internal sealed class Managers
{
    private sealed record Entry(string Manager, string Operation, string ApiVersion, string Subresource, HashSet<string> Fields);

    private readonly List<Entry> _entries;

    private Managers(List<Entry> entries) => _entries = entries;

    public static Managers Of(JsonObject? item) =>
        new([
            .. from entry in item?.Metadata().Items("managedFields") ?? []
            where entry.Count > 0
            select new Entry(
                entry.Text("manager")!,
                entry.Text("operation")!,
                entry.Text("apiVersion")!,
                entry.Text("subresource") ?? "",
                FieldSet.FromFieldsV1(entry.Child("fieldsV1"))
            ),
        ]);

    /// <summary>After a create, update or patch: what changed is now this manager's, and nobody else's.</summary>
    public void Updated(JsonObject? before, JsonObject after, string manager, string apiVersion, string subresource)
    {
        var (old, renewed) = (before is null ? [] : FieldSet.Of(before), FieldSet.Of(after));
        var changed = renewed
            .Where(leaf => !old.TryGetValue(leaf.Key, out var was) || !JsonNode.DeepEquals(was, leaf.Value))
            .Select(leaf => leaf.Key)
            .ToHashSet(StringComparer.Ordinal);
        if (changed.Count > 0)
        {
            Mine(manager, "Update", apiVersion, subresource).Fields.UnionWith(changed);
        }
        foreach (var entry in _entries)
        {
            entry.Fields.RemoveWhere(path => !renewed.ContainsKey(path));
            if (!(entry.Manager == manager && entry.Operation == "Update" && entry.Subresource == subresource))
            {
                entry.Fields.ExceptWith(changed);
            }
        }
    }

    /// <summary>
    /// Lays an applied configuration over the live object: what this manager no longer says goes, unless another says it too.
    /// </summary>
    /// <exception cref="ApiError">Another manager owns a field with another value, and it is not to be forced.</exception>
    public JsonObject Apply(JsonObject live, JsonObject applied, string manager, string apiVersion, bool force)
    {
        var (said, there) = (FieldSet.Of(applied), FieldSet.Of(live));
        // Fields of an object that nobody owns belong to whoever set them before anybody applied anything: they stay.
        if (_entries.Count == 0 && there.Count > 0)
        {
            Mine("before-first-apply", "Update", apiVersion, "").Fields.UnionWith(there.Keys);
        }
        var conflicts = (
            from entry in _entries
            where entry.Manager != manager || entry.Operation != "Apply"
            from path in entry.Fields
            where said.TryGetValue(path, out var value) && !(there.TryGetValue(path, out var was) && JsonNode.DeepEquals(was, value))
            select (Entry: entry, Path: path)
        ).ToList();
        if (conflicts.Count > 0 && !force)
        {
            throw ApiError.ManagedByOthers([.. conflicts.Select(one => (Words(one.Entry), FieldSet.Words(one.Path))).Order()]);
        }
        foreach (var (entry, path) in conflicts)
        {
            entry.Fields.Remove(path);
        }

        var mine = Mine(manager, "Apply", apiVersion, "");
        var merged = Merge.Applied(live.Copy(), applied);
        foreach (
            var path in mine.Fields.Where(path =>
                !said.ContainsKey(path) && !_entries.Any(entry => entry != mine && entry.Fields.Contains(path))
            )
        )
        {
            FieldSet.Remove(merged, path);
        }
        mine.Fields.Clear();
        mine.Fields.UnionWith(said.Keys);
        return merged;
    }

    public void Write(JsonObject item, string time)
    {
        var old = item.Metadata()
            .Items("managedFields")
            .ToDictionary(
                entry => $"{entry.Text("manager")} {entry.Text("operation")} {entry.Text("subresource")}",
                StringComparer.Ordinal
            );
        item.Metadata()["managedFields"] = new JsonArray([
            .. _entries.Where(entry => entry.Fields.Count > 0).Select(entry => Node(entry, old, time)),
        ]);
    }

    private static JsonObject Node(Entry entry, Dictionary<string, JsonObject> old, string time)
    {
        var fields = FieldSet.ToFieldsV1(entry.Fields.Order(StringComparer.Ordinal));
        var before = old.GetValueOrDefault(
            $"{entry.Manager} {entry.Operation} {(entry.Subresource.Length == 0 ? null : entry.Subresource)}"
        );
        var node = new JsonObject
        {
            ["manager"] = entry.Manager,
            ["operation"] = entry.Operation,
            ["apiVersion"] = entry.ApiVersion,
            ["time"] = before is not null && JsonNode.DeepEquals(before["fieldsV1"], fields) ? before.Text("time") : time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        };
        if (entry.Subresource.Length > 0)
        {
            node["subresource"] = entry.Subresource;
        }
        return node;
    }

    private static string Words(Entry entry) =>
        $"\"{entry.Manager}\"{(entry.Subresource.Length == 0 ? "" : $" with subresource \"{entry.Subresource}\"")}"
        + $"{(entry.Operation == "Update" ? $" using {entry.ApiVersion}" : "")}";

    private Entry Mine(string manager, string operation, string apiVersion, string subresource)
    {
        var mine = _entries.FirstOrDefault(entry =>
            entry.Manager == manager && entry.Operation == operation && entry.Subresource == subresource
        );
        if (mine is null)
        {
            _entries.Add(mine = new Entry(manager, operation, apiVersion, subresource, new HashSet<string>(StringComparer.Ordinal)));
        }
        return mine;
    }
}
