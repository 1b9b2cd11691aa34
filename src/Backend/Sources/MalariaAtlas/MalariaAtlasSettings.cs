using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.MalariaAtlas;

/// <summary>The section <c>malaria-atlas</c> of the sources file.</summary>
internal static class MalariaAtlasSettings
{
    public const string UrlVariable = "MAP_API_URL";
    public const string KeyVariable = "MAP_API_KEY";

    public const string Brings = "Yearly rates of malaria, use of nets and spraying from the Malaria Atlas Project";

    public const string WhenOff =
        "Add the section malaria-atlas to the sources file. The key MAP_API_KEY alone does not switch it on: "
        + "forecasts do not use its values.";

    public const string Example = """
        # malaria-atlas:
        #   # Some of pfpr, pf_incidence (the Earth), itn_use, itn_access, irs_coverage (Africa). No key is needed.
        #   variables: [pfpr, pf_incidence]
        #   schedule: "0 20 3 ? * SUN"

        """;

    private const string UsualSchedule = "0 20 3 ? * SUN";

    /// <summary>Null where the file has no such section.</summary>
    public static IConnector? Create(SettingsSection? section, SourceTools tools)
    {
        if (section is null)
        {
            return null;
        }

        section.RefuseSecrets(KeyVariable, "key", "token", "password");
        var variables = section.Choices("variables", ["pfpr", "pf_incidence"], [.. MapSurface.All.Select(surface => surface.Variable)]);
#pragma warning disable CA2000 // A connector lives as long as the process.
        return new MalariaAtlasConnector(
            new MapService(
                tools.Address(section, UrlVariable, MapService.Usual, Outdated),
                tools.Key(KeyVariable),
                tools.Http(MalariaAtlasConnector.Source)
            ),
            [.. MapSurface.All.Where(surface => variables.Contains(surface.Variable))],
            section.Schedule("schedule", UsualSchedule),
            tools
        );
#pragma warning restore CA2000
    }

    /// <summary>The guide names a web site.</summary>
    private static string? Outdated(Uri address) =>
        address.Host switch
        {
            "map.ox.ac.uk" or "www.map.ox.ac.uk" => "the project has left it.",
            "malariaatlas.org" or "www.malariaatlas.org" or "api.malariaatlas.org" => "that is a web site, and no GeoServer.",
            "data.malariaatlas.org" when !address.AbsolutePath.StartsWith("/geoserver", StringComparison.Ordinal) =>
                "that is the page of the data, and not its GeoServer.",
            _ => null,
        };
}
