using System.Globalization;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Files;
using Quartz;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>
/// A part of the sources file, read strictly: a key that nobody asks for is refused with the nearest one that exists, and each refusal
/// names file, line and key.
/// </summary>
internal sealed class SettingsSection
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<SettingsSection> _parts = [];

    /// <param name="file">Its name, for messages.</param>
    /// <param name="path">Where in it: <c>dhis2.cases</c>; empty for the whole.</param>
    /// <param name="node">What it holds.</param>
    public SettingsSection(string file, string path, YamlMappingNode node) => (_file, _path, _node) = (file, path, node);

    public IReadOnlyList<string> Keys => [.. _node.Children.Keys.Select(key => ((YamlScalarNode)key).Value ?? "")];

    public bool Has(string key) => Node(key) is not null;

    /// <summary>Null where the key is not there.</summary>
    public string? Text(string key) =>
        Node(key) switch
        {
            null => null,
            YamlScalarNode { Value: { } text } when !string.IsNullOrWhiteSpace(text) => text.Trim(),
            _ => throw Bad(key, "one value is needed.", "Write it behind the colon."),
        };

    public string Required(string key, string example) =>
        Text(key) ?? throw Bad(key, "it is missing.", $"Add a line such as `{key}: {example}`.");

    public string Choice(string key, string otherwise, params IReadOnlyList<string> allowed) =>
        Text(key) is not { } text ? otherwise
        : allowed.Contains(text, StringComparer.Ordinal) ? text
        : throw Bad(key, $"'{text}' is not one of its values.", $"Write one of {string.Join(", ", allowed)}.");

    public int Whole(string key, int otherwise, int least, int most) =>
        Text(key) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Bad(key, $"'{text}' is no whole number from {least} to {most}.", "Correct it.");

    public bool Switch(string key, bool otherwise) => Choice(key, otherwise ? "true" : "false", "true", "false") == "true";

    /// <summary>When to run, as a cron expression of Quartz in UTC.</summary>
    public string Schedule(string key, string otherwise) =>
        Text(key) is not { } text ? otherwise
        : CronExpression.TryParse(text, out _) ? text
        : throw Bad(key, $"'{text}' is no schedule.", $"Write a cron expression of Quartz in UTC, such as \"{otherwise}\".");

    /// <summary>The first day of a month such as 2015-01, or a day such as 2015-01-15.</summary>
    public DateOnly? Day(string key) =>
        Text(key) is not { } text ? null
        : DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw Bad(key, $"'{text}' is neither a month nor a day.", "Write it as 2015-01 or 2015-01-15.");

    /// <summary>An http or https address, without a slash at its end and without a user or password in it.</summary>
    public Uri? Address(string key) =>
        Text(key) is not { } text ? null : ParseAddress(text) ?? throw Bad(key, $"'{text}' is no address.", AddressRemedy);

    /// <summary>Some of what is allowed, each once.</summary>
    public IReadOnlyList<string> Choices(string key, IReadOnlyList<string> otherwise, IReadOnlyList<string> allowed)
    {
        if (!Has(key))
        {
            return otherwise;
        }

        var chosen = List(key);
        return chosen.FirstOrDefault(text => !allowed.Contains(text, StringComparer.Ordinal)) is { } other
                ? throw Bad(key, $"'{other}' is not one of its values.", $"Write some of [{string.Join(", ", allowed)}].")
            : chosen.Count == 0 ? throw Bad(key, "it is empty.", $"Write some of [{string.Join(", ", allowed)}].")
            : [.. chosen.Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> List(string key) =>
        Node(key) switch
        {
            null => [],
            YamlSequenceNode list =>
            [
                .. list.Children.Select(child =>
                    (child as YamlScalarNode)?.Value?.Trim() ?? throw Bad(key, "its entries are single values.", "Write [a, b].")
                ),
            ],
            _ => [Text(key)!],
        };

    public SettingsSection? Section(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlMappingNode node:
                var part = new SettingsSection(_file, Path(key), node);
                _parts.Add(part);
                return part;
            case YamlScalarNode { Value: "" or null }:
                return new SettingsSection(_file, Path(key), new YamlMappingNode());
            default:
                throw Bad(key, "keys of its own are needed below it.", "See docs/sources.md for an example.");
        }
    }

    /// <summary>Call last: refuses every key that was not asked for, here and below.</summary>
    public void RefuseOthers()
    {
        foreach (var key in Keys.Where(key => !_asked.Contains(key)))
        {
            var near = NearNames.Nearest(key, [.. _asked]);
            throw Bad(
                key,
                "there is no such key here.",
                (near is null ? "" : $"Is '{near}' meant? ") + $"The keys are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}."
            );
        }

        foreach (var part in _parts)
        {
            part.RefuseOthers();
        }
    }

    /// <summary>Refuses keys that would hold a secret: the file is no place for it.</summary>
    public void RefuseSecrets(string variable, params IEnumerable<string> keys)
    {
        foreach (var key in keys.Where(Has))
        {
            throw Bad(
                key,
                "secrets do not belong in this file.",
                $"Set {variable}, or {variable}_FILE to a file that holds it, and delete this line."
            );
        }
    }

    public UserFacingException Bad(string key, string what, string remedy)
    {
        var line = _node.Children.Keys.FirstOrDefault(node => (node as YamlScalarNode)?.Value == key)?.Start.Line ?? _node.Start.Line;
        return new UserFacingException($"{_file} line {line}, {Path(key)}: {what}", remedy);
    }

    internal const string AddressRemedy = "Write it as https://host/path, without user, password, query or fragment.";

    /// <summary>Null where a text is no such address.</summary>
    internal static Uri? ParseAddress(string text) =>
        Uri.TryCreate(text.Trim().TrimEnd('/'), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;

    private string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private YamlNode? Node(string key)
    {
        _asked.Add(key);
        return _node.Children.FirstOrDefault(pair => (pair.Key as YamlScalarNode)?.Value == key).Value;
    }
}
