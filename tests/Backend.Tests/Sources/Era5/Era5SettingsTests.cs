using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Era5;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using NetTopologySuite.IO;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

public sealed class Era5SettingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Without_section_and_key_it_is_off() => Read(null).ShouldBeNull();

    [Fact]
    public void The_key_alone_switches_it_on()
    {
        var source = Read(null, ("ERA5_API_KEY", "token"))!;
        (source.Address, source.Stores).ShouldBe((new Uri("https://cds.climate.copernicus.eu/api"), source.Stores));
        source.Stores.ShouldBe(["mean_temperature", "rainfall"]);
    }

    [Theory]
    [InlineData("dataset: era5", "", "", "ERA5_API_KEY is not set")]
    [InlineData("dataset: era6", "ERA5_API_KEY", "token", "'era6' is not one of its values. Write one of era5-land, era5.")]
    [InlineData("variables: [wind]", "ERA5_API_KEY", "token", "'wind' is not one of its values.")]
    [InlineData("variables: []", "ERA5_API_KEY", "token", "it is empty")]
    [InlineData("schedule: daily", "ERA5_API_KEY", "token", "'daily' is no schedule")]
    [InlineData("token: abc", "ERA5_API_KEY", "token", "secrets do not belong in this file. Set ERA5_API_KEY")]
    [InlineData("dataset: era5", "ERA5_API_KEY", "12345:abcd-ef", "Keys of the old store")]
    [InlineData(
        "url: https://cds.climate.copernicus.eu/api/v2",
        "ERA5_API_KEY",
        "token",
        "switched off in 2024. Set it to https://cds.climate.copernicus.eu/api"
    )]
    [InlineData("url: https://cds.climate.copernicus.eu", "ERA5_API_KEY", "token", "web site and not its API")]
    [InlineData("url: https://api.ecmwf.int/v1", "ERA5_API_KEY", "token", "does not give ERA5-Land")]
    public void A_bad_setting_is_refused_with_the_right_one(string yaml, string name, string value, string told) =>
        Should.Throw<UserFacingException>(() => Read(yaml, (name, value))).Line.ShouldContain(told);

    [Fact]
    public void An_outdated_address_in_the_variable_is_refused_too() =>
        Should
            .Throw<UserFacingException>(() => Read(null, ("ERA5_API_URL", "https://cds.climate.copernicus.eu/api/v2")))
            .Line.ShouldStartWith("ERA5_API_URL is 'https://cds.climate.copernicus.eu/api/v2'");

    [Fact]
    public async Task A_check_shows_what_works()
    {
        var store = new CdsStub();
        await using var stage = await Era5Stage.OpenAsync(store);
        var lines = await stage.Source.CheckAsync(await stage.ScopeAsync(), Token);
        Shown(lines)
            .ShouldBe([
                "address True the catalogue has reanalysis-era5-land-monthly-means",
                "key True the store takes the token",
                "licence True accepted",
                "first period True 1950-01",
                "last period True 2024-03",
                "sample value  nothing is stored yet; a new one would wait in the store's queue",
            ]);
        store.Asked.ShouldBeEmpty();
        await stage.RunAsync(Token);
        Shown(await stage.Source.CheckAsync(await stage.ScopeAsync(), Token))[^1]
            .ShouldBe("sample value True mean_temperature of East in 2024-03: 23.96 (stored)");
    }

    [Fact]
    public async Task A_check_shows_what_does_not_work_and_what_to_do()
    {
        await using var wrong = await Era5Stage.OpenAsync(new CdsStub(), token: "another");
        var lines = await wrong.Source.CheckAsync(await wrong.ScopeAsync(), Token);
        lines.Single(line => line.What == "key").Works.ShouldBe(false);
        lines.Single(line => line.What == "key").Detail.ShouldContain("/profile");

        await using var refused = await Era5Stage.OpenAsync(new CdsStub { LicenceAccepted = false });
        var licence = (await refused.Source.CheckAsync(await refused.ScopeAsync(), Token)).Single(line => line.What == "licence");
        licence.Works.ShouldBe(false);
        licence.Detail.ShouldContain("#manage-licences");
    }

    [Theory]
    [InlineData("POLYGON ((30 0, 31 0, 31 1, 30 1, 30 0))", "1.1 29.9 -0.1 31.1")]
    [InlineData("POINT (30.02 0.04)", "0.1 29.9 -0.1 30.1")]
    [InlineData("POLYGON ((30.06 0.04, 30.94 0.04, 30.94 0.96, 30.06 0.96, 30.06 0.04))", "1.1 30 -0.1 31")]
    [InlineData(
        "MULTIPOLYGON (((177 -19, 180 -19, 180 -16, 177 -16, 177 -19)), ((-180 -17, -178 -17, -178 -16, -180 -17)))",
        "-15.9 176.9 -19.1 182.1"
    )]
    [InlineData("POLYGON ((177 -19, 182 -19, 182 -16, 177 -16, 177 -19))", "-15.9 176.9 -19.1 182.1")]
    [InlineData("POLYGON ((350 5, 352 5, 352 7, 350 7, 350 5))", "7.1 -10.1 4.9 -7.9")]
    [InlineData("MULTIPOLYGON (((-10 5, -9 5, -9 6, -10 5)), ((9 5, 10 5, 10 6, 9 5)))", "6.1 -10.1 4.9 10.1")]
    [InlineData("POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))", "90 -180 -90 179.9")]
    public void The_area_covers_the_places_and_a_cell_more(string shape, string expected)
    {
        var box = AreaBox.Of([new Zone("A", new WKTReader().Read(shape))]).OnCenters(0.1, 1);
        FormattableString.Invariant($"{box.North} {box.West} {box.South} {box.East}").ShouldBe(expected);
    }

    private static List<string> Shown(IReadOnlyList<CheckLine> lines) =>
        [.. lines.Select(line => $"{line.What} {line.Works} {line.Detail}")];

    private static IConnector? Read(string? yaml, params (string, string)[] variables)
    {
        using var scratch = Scratch.Empty();
        var section = yaml is null ? null : Era5Stage.Section(yaml);
        var source = Era5Connector.Create(section, Era5Stage.Tools(scratch, scratch.Clock, variables));
        section?.RefuseOthers();
        return source;
    }
}
