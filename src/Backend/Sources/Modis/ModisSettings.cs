using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Modis;

/// <summary>The section <c>modis</c> of the sources file.</summary>
internal static class ModisSettings
{
    public const string Ornl = "ornl";
    public const string AppEears = "appeears";
    public const string UrlVariable = "MODIS_API_URL";
    public const string KeyVariable = "MODIS_API_KEY";

    public const string Brings = "Vegetation (NDVI) and land surface temperature from MODIS or VIIRS";

    public const string WhenOff =
        "Add the section modis to the sources file. The key MODIS_API_KEY alone does not switch it on: forecasts use NDVI and "
        + "surface temperature only where past forecasts were better for them.";

    public const string Example = """
        # modis:
        #   # ornl: no key, a box around each place. appeears: whole areas, needs an Earthdata token in MODIS_API_KEY or MODIS_API_KEY_FILE.
        #   service: ornl
        #   variables: [ndvi, lst_day]
        #   # MOD13Q1 (Terra) and MYD13Q1 (Aqua) end in 2026; VNP13A1 (VIIRS) goes on, from 2012.
        #   ndvi_product: VNP13A1
        #   # MOD11A2 (Terra), MYD11A2 (Aqua) or VNP21A2 (VIIRS).
        #   lst_product: VNP21A2
        #   # Kilometers to each side of a place's middle that ornl is asked for, 1 to 100.
        #   box_km: 10
        #   schedule: "0 40 4 * * ?"

        """;

    private const int UsualBox = 10;
    private const string UsualSchedule = "0 40 4 * * ?";

    /// <summary>Null where the file has no such section.</summary>
    public static IConnector? Create(SettingsSection? section, SourceTools tools)
    {
        if (section is null)
        {
            return null;
        }

        section.RefuseSecrets(KeyVariable, "key", "token", "password");
        var service = section.Choice("service", Ornl, [Ornl, AppEears]);
        var variables = section.Choices("variables", [ModisProduct.Ndvi, ModisProduct.LstDay], [ModisProduct.Ndvi, ModisProduct.LstDay]);
        var products = ((string Variable, string Key, string Usual)[])
            [(ModisProduct.Ndvi, "ndvi_product", "VNP13A1"), (ModisProduct.LstDay, "lst_product", "VNP21A2")];
        // Every key is asked for, also of a variable that is not wanted: none is refused as unknown.
        var chosen = products
            .Select(kind =>
                section.Choice(
                    kind.Key,
                    kind.Usual,
                    [.. ModisProduct.All.Where(product => product.Variable == kind.Variable).Select(product => product.Name)]
                )
            )
            .ToHashSet(StringComparer.Ordinal);
        var box = section.Whole("box_km", UsualBox, 1, OrnlService.LargestBox);
        var addresses = tools with { Variable = name => OfService(tools, name, service) };
#pragma warning disable CA2000 // A connector lives as long as the process.
        var http = tools.Http(ModisConnector.Source);
        IModisService asked =
            service == Ornl
                ? new OrnlService(addresses.Address(section, UrlVariable, OrnlService.Usual, address => Outdated(address, Ornl)), box, http)
                : new AppEearsService(
                    new AppEearsTasks(
                        addresses.Address(section, UrlVariable, AppEearsTasks.Usual, address => Outdated(address, AppEears)),
                        tools.Key(KeyVariable)
                            ?? throw section.Bad(
                                "service",
                                "AppEEARS needs a key.",
                                $"Set {KeyVariable} or {KeyVariable}_FILE to an Earthdata token (urs.earthdata.nasa.gov), or "
                                    + "write service: ornl."
                            ),
                        tools.Clock,
                        http
                    )
                );
#pragma warning restore CA2000
        return new ModisConnector(
            asked,
            [.. ModisProduct.All.Where(product => chosen.Contains(product.Name) && variables.Contains(product.Variable))],
            box,
            section.Schedule("schedule", UsualSchedule),
            tools
        );
    }

    /// <summary>Deployments set the variable to the usual service, which is not the one that the file may ask for.</summary>
    private static string? OfService(SourceTools tools, string name, string service)
    {
        var value = tools.Variable(name);
        var other = new Uri(service == AppEears ? OrnlService.Usual : AppEearsTasks.Usual);
        return name == UrlVariable && value is not null && SettingsSection.ParseAddress(value)?.Host == other.Host ? null : value;
    }

    /// <summary>The guide names a web site; the services are elsewhere, and each is of its own kind.</summary>
    private static string? Outdated(Uri address, string service) =>
        address.Host switch
        {
            "modis.gsfc.nasa.gov" or "modis-land.gsfc.nasa.gov" or "lpdaac.usgs.gov" => "that is a web site, and no service.",
            "lpdaacsvc.cr.usgs.gov" or "lpdaacsvc.cr.usgs.gov." => "AppEEARS has left it.",
            "modis.ornl.gov" when service == AppEears => "that is ORNL's service, and `service` says appeears.",
            "appeears.earthdatacloud.nasa.gov" when service == Ornl => "that is AppEEARS, and `service` says ornl.",
            "modis.ornl.gov" when !address.AbsolutePath.StartsWith("/rst/api/", StringComparison.Ordinal) =>
                "that is ORNL's web site, and no service.",
            _ => null,
        };
}
