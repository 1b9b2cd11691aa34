using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>A configuration to be stored: a name and the options, as CHAP sends them.</summary>
public sealed record ConfigIn(string? Id, string? Name, JsonElement? Data);

/// <summary>A stored configuration, as CHAP reads it.</summary>
public sealed record ConfigOut(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Name, JsonObject Data)
{
    /// <summary>Checks what was sent and fills in what was left out: CHAP asks an empty configuration for the defaults.</summary>
    /// <exception cref="UserFacingException">It has no name, or a bad option.</exception>
    public static (ConfigOut Config, ChapOptions Options) Of(ConfigIn sent, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(sent.Name))
        {
            throw new UserFacingException("The configuration has no name.", """Send {"name": "…", "data": {…}}.""");
        }

        if (sent.Id is not null && !Ulid.IsOne(sent.Id))
        {
            throw new UserFacingException($"The identifier '{sent.Id}' is no ULID.", "Leave it out to be given one.");
        }

        var data = sent.Data switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.Object } tree => JsonTree.Of(tree),
            _ => throw new UserFacingException("The configuration's data are no object.", """Send {"name": "…", "data": {…}}."""),
        };
        var options = ChapOptionReader.Read(data);
        var whole = sent.Data is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
        whole.TryAdd("prediction_periods", ConfigSchema.DefaultPeriods);
        whole.TryAdd("additional_continuous_covariates", new JsonArray());
        (whole["samples"], whole["seed"], whole["whole_counts"], whole["algorithm"]) = (
            options.Samples,
            options.Seed,
            options.WholeCounts,
            options.Algorithm
        );
        return (new ConfigOut(sent.Id ?? Ulid.At(now), now, now, sent.Name, whole), options);
    }
}

/// <summary>A JSON object as the tree that <see cref="ChapOptionReader"/> reads.</summary>
internal static class JsonTree
{
    public static Dictionary<string, object?> Of(JsonElement element)
    {
        var tree = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            tree[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Object => Of(member.Value),
                JsonValueKind.Null => null,
                JsonValueKind.String => member.Value.GetString(),
                _ => member.Value.GetRawText(),
            };
        }

        return tree;
    }
}
