using System.Text;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chirps;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Dhis2;
using MalariaPredictor.Backend.Sources.Era5;
using MalariaPredictor.Backend.Sources.MalariaAtlas;
using MalariaPredictor.Backend.Sources.Modis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Ingestion;

/// <summary>A kind of source that this build knows.</summary>
/// <param name="Name">Its key in the sources file.</param>
/// <param name="Brings">What it brings, in a few words.</param>
/// <param name="Create">Makes its connector from its part of the file and the variables; null where neither asks for it.</param>
/// <param name="WhenOff">How to switch it on.</param>
/// <param name="Example">Its part of a sources file, as YAML with comments.</param>
internal sealed record SourceKind(
    string Name,
    string Brings,
    Func<SettingsSection?, SourceTools, IConnector?> Create,
    string WhenOff,
    string Example
)
{
    /// <summary>Every kind, in the order in which they are fetched: what brings places comes first.</summary>
    public static IReadOnlyList<SourceKind> All { get; } =
    [
        new(Dhis2Client.Source, "Places, boundaries and reports from DHIS2", Dhis2Connector.Create, Dhis2Help.WhenOff, Dhis2Help.Example),
        new(
            Era5Settings.Source,
            "Temperature and rain of ERA5-Land or ERA5, from the Copernicus Climate Data Store; humidity on demand.",
            Era5Connector.Create,
            Era5Settings.WhenOff,
            Era5Settings.Example
        ),
        new(
            ChirpsSettings.Source,
            "Rain of CHIRPS v3, from the Climate Hazards Center; in place of ERA5's.",
            ChirpsConnector.Create,
            ChirpsSettings.WhenOff,
            ChirpsSettings.Example
        ),
        new(ModisConnector.Source, ModisSettings.Brings, ModisSettings.Create, ModisSettings.WhenOff, ModisSettings.Example),
        new(
            MalariaAtlasConnector.Source,
            MalariaAtlasSettings.Brings,
            MalariaAtlasSettings.Create,
            MalariaAtlasSettings.WhenOff,
            MalariaAtlasSettings.Example
        ),
    ];
}

/// <summary>
/// The sources that are switched on here: from the file that SOURCES_FILE names, or from its text in SOURCES, and from the variables of
/// each source. Valid by construction.
/// </summary>
internal sealed class SourceCatalog
{
    public const string FileVariable = "SOURCES_FILE";
    public const string TextVariable = "SOURCES";
    private const long Largest = 1 << 20;

    internal SourceCatalog(IReadOnlyList<IConnector> connectors, DateOnly? since, string folder) =>
        (Connectors, Since, Folder) = (connectors, since, folder);

    public IReadOnlyList<IConnector> Connectors { get; }

    /// <summary>The first day that is wanted; null: the first day of the case reports.</summary>
    public DateOnly? Since { get; }

    /// <summary>Where fetched files lie until they are stored.</summary>
    public string Folder { get; }

    /// <exception cref="UserFacingException">File or variables hold a bad value: where, and the remedy.</exception>
    public static SourceCatalog Read(SourceTools tools)
    {
        var root = Root(tools);
        var since = root?.Day("since");
        if (since > DateOnly.FromDateTime(tools.Clock.GetUtcNow().UtcDateTime))
        {
            throw root!.Bad("since", $"{since:yyyy-MM-dd} is still to come.", "Write the first month for which data are wanted.");
        }

        var connectors = SourceKind.All.Select(kind => kind.Create(root?.Section(kind.Name), tools)).OfType<IConnector>().ToList();
        root?.RefuseOthers();
        RefuseTwins(connectors);
        return new SourceCatalog(connectors, since, WorkFolder(tools));
    }

    /// <exception cref="UserFacingException">There is none of that name, or it is not switched on.</exception>
    public IConnector Find(string name)
    {
        if (Connectors.FirstOrDefault(connector => connector.Name == name) is { } found)
        {
            return found;
        }

        var kind = SourceKind.All.FirstOrDefault(kind => kind.Name == name);
        throw new UserFacingException(
            kind is null ? $"There is no source '{name}'." : $"The source {name} is not switched on here.",
            kind?.WhenOff ?? $"There are {string.Join(", ", SourceKind.All.Select(known => known.Name))}."
        );
    }

    /// <summary>A file with every source, to begin from.</summary>
    public static string Example =>
        "# Where data come from. Name this file in SOURCES_FILE, or put its text into SOURCES. Keys and tokens do not belong in it.\n\n"
        + "# The first month for which data are wanted. Without it: the first month of the case reports.\n# since: 2015-01\n\n"
        + string.Join('\n', SourceKind.All.Select(kind => $"# {kind.Brings}\n{kind.Example}"));

    /// <summary>Two sources of one variable would correct each other for ever.</summary>
    private static void RefuseTwins(IReadOnlyList<IConnector> connectors)
    {
        foreach (var twins in connectors.SelectMany(source => source.Stores.Select(name => (name, source.Name))).GroupBy(pair => pair.name))
        {
            if (twins.Select(pair => pair.Name).ToList() is [var one, var other, ..])
            {
                throw new UserFacingException(
                    $"The sources {one} and {other} would both bring {twins.Key}, each correcting the other's values.",
                    $"In the sources file leave it out of one of them: state the others under {one}: variables, or delete {other}."
                );
            }
        }
    }

    private static SettingsSection? Root(SourceTools tools)
    {
        var (file, text) = (Set(tools, FileVariable), Set(tools, TextVariable));
        if (file is not null && text is not null)
        {
            throw new UserFacingException($"{FileVariable} and {TextVariable} are both set.", "Keep one of them.");
        }

        return (file, text) switch
        {
            ({ } path, _) => Parse(Path.GetFileName(path), Load(path)),
            (_, { } yaml) => Parse(TextVariable, yaml),
            _ => null,
        };
    }

    private static string Load(string path)
    {
        try
        {
            return new FileInfo(path).Length > Largest
                ? throw new UserFacingException($"{path} is too large for a sources file.", $"Name the sources file in {FileVariable}.")
                : File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserFacingException(
                $"{FileVariable} names {path}, which cannot be read: {refused.Message}",
                "Check the path, and that this user may read the file.",
                refused
            );
        }
    }

    private static SettingsSection? Parse(string name, string text)
    {
        try
        {
            // The file needs no references between its parts; nested ones grow beyond all memory.
            var events = new Parser(new StringReader(text));
            while (events.MoveNext())
            {
                if (events.Current is AnchorAlias)
                {
                    throw new UserFacingException(
                        $"{name} line {events.Current.Start.Line}: references (*) are not read.",
                        "Write the value itself."
                    );
                }
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents switch
            {
                [] => null,
                [{ RootNode: YamlMappingNode root }] => new SettingsSection(name, "", root),
                _ => throw new UserFacingException($"{name} holds no keys.", "Begin from: malaria-predictor sources example."),
            };
        }
        catch (YamlException malformed)
        {
            throw new UserFacingException(
                $"{name} line {malformed.Start.Line} is not YAML: {malformed.Message.ReplaceLineEndings(" ")}",
                "Correct that line.",
                malformed
            );
        }
    }

    private static string WorkFolder(SourceTools tools) =>
        Set(tools, "SOURCES_DIR")
        ?? (
            tools.Database.Url is Storage.Addresses.SqliteUrl file
                ? $"{file.Path}.sources"
                : Path.Combine(Path.GetTempPath(), $"malaria-predictor-sources-{Environment.UserName}")
        );

    private static string? Set(SourceTools tools, string variable) =>
        tools.Variable(variable) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
