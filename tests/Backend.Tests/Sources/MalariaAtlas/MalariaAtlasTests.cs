using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.MalariaAtlas;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.MalariaAtlas;

public sealed class MalariaAtlasFaultTests : EveryConnectorTests
{
    private protected override async Task<ConnectorStage> StageAsync() =>
        MalariaAtlasTests.Stage(
            await new MapStub().StartAsync(),
            await GridScratch.PlacesAsync("2022-01"),
            "  variables: [pfpr, pf_incidence]\n"
        );
}

public sealed class MalariaAtlasTests : IAsyncLifetime
{
    private readonly MapStub _map = new();
    private ServiceStub _stub = null!;
    private ConnectorStage? _stage;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stub = await _map.StartAsync();

    public async ValueTask DisposeAsync() => await (_stage?.DisposeAsync() ?? _stub.DisposeAsync());

    [Fact]
    public async Task A_year_is_the_mean_of_the_place_at_its_first_month_of_the_newest_version()
    {
        // West, 30 to 31 east, lies over cells of 0.1 and of 0.3.
        _map.Value = (id, year, longitude, _) => id.Contains("202508") ? (longitude < 30.5 ? 0.1 : 0.3) + ((year - 2022) / 10.0) : 0.9;
        await StageAsync("  variables: [pfpr]\n");
        var report = await _stage!.RunAsync(Token);
        report.Stored.Select(part => (part.Part.Key, part.Fetched.Version)).ShouldBe([("pfpr-2022", "202508"), ("pfpr-2023", "202508")]);
        report.Warnings.ShouldBeEmpty();
        (await ValueAsync("pfpr", "West", 2022, 1)).ShouldBe(0.2, 1e-3);
        (await ValueAsync("pfpr", "East", 2023, 1)).ShouldBe(0.4, 1e-3);
        (await ValueAsync("pfpr", "West", 2022, 2)).ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData("2022-W20", 20)]
    [InlineData("2022-W01", 1)]
    public async Task Weekly_values_stand_at_the_first_wanted_week_of_the_year(string first, int week)
    {
        await StageAsync("  variables: [pfpr]\n", first);
        await _stage!.RunAsync(Token);
        (await _stage.Scratch.ValueAsync("pfpr", "West", Period.Week(2022, week))).ShouldBe(0.22, 1e-4);
        (await _stage.Scratch.ValueAsync("pfpr", "West", Period.Week(2023, 1))).ShouldBe(0.23, 1e-4);
        (await _stage.ValuesAsync()).Split('\n').Count(line => line.Contains("West pfpr")).ShouldBe(2);
    }

    [Fact]
    public async Task A_second_run_fetches_nothing_and_a_new_version_is_a_new_vintage()
    {
        await StageAsync("  variables: [pfpr]\n");
        await _stage!.RunAsync(Token);
        _stub.Requests.Clear();
        (await _stage.RunAsync(Token)).Stored.ShouldBeEmpty();
        _stub.Requests.ShouldAllBe(request => !request.Contains("GetCoverage"));
        _map.Coverages["Malaria__202611_Global_Pf_Parasite_Rate"] = (-60, -180, 85, 180, 2000, 2024);
        _map.Value = (_, _, _, _) => 0.5;
        var report = await _stage.RunAsync(Token);
        (report.New, report.Corrected).ShouldBe((2, 4));
        report.Stored.ShouldAllBe(part => part.Fetched.Version == "202611");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Flipped_rows_and_further_bands_change_nothing(bool northward, int bands)
    {
        _map.Value = (_, _, _, latitude) =>
            latitude > 1 ? 0.9
            : latitude > 0.5 ? 0.2
            : 0.4;
        (_map.Northward, _map.Bands) = (northward, bands);
        await StageAsync("  variables: [pfpr]\n");
        await _stage!.RunAsync(Token);
        (await ValueAsync("pfpr", "West", 2022, 1)).ShouldBe(0.3, 1e-3);
    }

    [Fact]
    public async Task Years_are_found_in_an_interval_too()
    {
        _map.Interval = true;
        await StageAsync("  variables: [pf_incidence]\n");
        (await _stage!.RunAsync(Token)).Stored.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nets_and_spraying_are_of_Africa()
    {
        await StageAsync("  variables: [itn_use, irs_coverage]\n");
        await _stage!.RunAsync(Token);
        (await ValueAsync("itn_use", "West", 2022, 1)).ShouldBe(0.22, 1e-4);
        (await ValueAsync("irs_coverage", "East", 2022, 1)).ShouldBe(0.22, 1e-4);
        _map.Coverages["Interventions__202406_Africa_IRS_Coverage"] = (-35, -18, -10, 20, 2000, 2022);
        var failure = await Should.ThrowAsync<UserFacingException>(() => _stage.RunAsync(Token));
        failure.Message.ShouldContain("where none of the places lies");
        failure.Line.ShouldContain("Leave irs_coverage out");
    }

    [Fact]
    public async Task The_sea_has_no_data_and_a_place_in_it_no_value()
    {
        _map.Value = (_, _, longitude, _) => longitude > 31 ? -9999 : 0.2;
        await StageAsync("  variables: [pfpr]\n");
        (await _stage!.RunAsync(Token)).Warnings.ShouldContain(warning =>
            warning.Contains("1 places without data") && warning.Contains("East")
        );
        (await ValueAsync("pfpr", "West", 2022, 1)).ShouldBe(0.2, 1e-4);
    }

    [Theory]
    [InlineData("percent", "it seems to be in percent")]
    [InlineData("negative", "a cell has -3")]
    [InlineData("shifted", "was asked for")]
    [InlineData("cut", "damaged or was cut off")]
    [InlineData("exception", "Failed to read tile")]
    [InlineData("page", "a web page came in place of the file")]
    public async Task What_cannot_be_used_is_refused_and_stores_nothing(string fault, string expected)
    {
        switch (fault)
        {
            case "percent":
                _map.Value = (_, _, _, _) => 35;
                break;
            case "negative":
                _map.Value = (_, _, _, _) => -3;
                break;
            case "shifted":
                _map.Shift = 1;
                break;
            case "cut":
                _map.Spoil = bytes => bytes[..(bytes.Length / 2)];
                break;
            case "page":
                _map.Spoil = _ => "<!DOCTYPE html><html><body>Maintenance</body></html>"u8.ToArray();
                break;
            default:
                _map.Broken = true;
                break;
        }

        await StageAsync("  variables: [pfpr]\n");
        var before = await _stage!.ValuesAsync();
        var failure = await Should.ThrowAsync<UserFacingException>(() => _stage.RunAsync(Token));
        failure.Message.ShouldStartWith("malaria-atlas: Malaria__202508_Global_Pf_Parasite_Rate");
        failure.Message.ShouldContain(expected);
        (await _stage.ValuesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_document_type_is_not_read()
    {
        _map.Prolog = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>";
        await StageAsync("  variables: [pfpr]\n");
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Message.ShouldContain("no XML came");
    }

    [Fact]
    public async Task A_renamed_surface_is_told()
    {
        _map.Coverages.Remove("Malaria__202508_Global_Pf_Incidence_Rate");
        await StageAsync("  variables: [pf_incidence]\n");
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Message.ShouldContain(
            "no coverage of Malaria is named VERSION_Global_Pf_Incidence_Rate"
        );
    }

    [Fact]
    public async Task While_the_service_is_away_what_is_stored_stays_and_its_age_is_told()
    {
        await StageAsync("  variables: [pfpr]\n");
        await _stage!.RunAsync(Token);
        var stored = await _stage.ValuesAsync();
        _stub.Faults = _ => new Fault(FaultKind.Disconnect);
        var failure = await Should.ThrowAsync<UserFacingException>(() => _stage.RunAsync(Token));
        failure.Message.ShouldContain("gave no answer");
        failure.Line.ShouldContain("The stored pfpr is version 202508, fetched on 2024-06-20, 0 days ago");
        (await _stage.ValuesAsync()).ShouldBe(stored);
    }

    [Fact]
    public async Task A_key_is_sent_where_there_is_one()
    {
        _map.Key = "secret-of-ours";
        await StageAsync("  variables: [pfpr]\n");
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Line.ShouldContain("MAP_API_KEY");
        var catalog = Catalog(_stage!.Scratch, _stage.Clock, Section(_stub, "  variables: [pfpr]\n"), _map.Key);
        var report = await new Ingestor(_stage.Scratch.Database, catalog, _stage.Clock).RunAsync(
            catalog.Connectors.Single(),
            _ => Task.CompletedTask,
            Token
        );
        report.New.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_check_names_coverage_version_years_and_a_value()
    {
        await StageAsync("  variables: [pfpr]\n");
        var scope = await SourceScope.ReadAsync(_stage!.Scratch.Database, null, _stage.Clock.GetUtcNow(), Token);
        var lines = await _stage.Source.CheckAsync(scope, Token);
        lines.ShouldAllBe(line => line.Works == true);
        lines[0].Detail.ShouldBe("Malaria__202508_Global_Pf_Parasite_Rate, version 202508, 2000 to 2023; share, 0 to 1");
        lines[1].Detail.ShouldBe("East, 2023: 0.23");
    }

    [Theory]
    [InlineData("malaria-atlas:\n  url: https://map.ox.ac.uk/research-group\n", "the project has left it")]
    [InlineData("malaria-atlas:\n  url: https://data.malariaatlas.org\n", "not its GeoServer")]
    [InlineData("malaria-atlas:\n  url: https://malariaatlas.org/data\n", "a web site")]
    [InlineData("malaria-atlas:\n  variables: [pvpr]\n", "'pvpr' is not one of its values")]
    [InlineData("malaria-atlas:\n  key: abc\n", "secrets do not belong")]
    public void A_bad_section_is_refused(string section, string what)
    {
        using var scratch = Scratch.Empty();
        Should.Throw<UserFacingException>(() => Catalog(scratch, TimeProvider.System, section)).Line.ShouldContain(what);
    }

    [Theory]
    [InlineData("https://map.ox.ac.uk/research-group", null)]
    [InlineData("https://mirror.example.org/geoserver/", "https://mirror.example.org/geoserver")]
    [InlineData(null, MapService.Usual)]
    public void The_address_is_a_GeoServer_and_that_of_the_guide_is_refused(string? variable, string? expected)
    {
        using var scratch = Scratch.Empty();
        IConnector Connector() => Catalog(scratch, TimeProvider.System, "malaria-atlas:\n", url: variable).Connectors.Single();
        if (expected is null)
        {
            var refused = Should.Throw<UserFacingException>(Connector);
            refused.Message.ShouldStartWith("MAP_API_URL is ");
            refused.Line.ShouldContain($"Set it to {MapService.Usual}");
        }
        else
        {
            Connector().Address.ShouldBe(new Uri(expected));
        }
    }

    [Fact]
    public void Without_its_section_it_is_off_and_a_key_alone_does_not_switch_it_on()
    {
        using var scratch = Scratch.Empty();
        var catalog = Catalog(scratch, TimeProvider.System, "since: 2020-01\n", "key");
        catalog.Connectors.ShouldNotContain(source => source.Name == "malaria-atlas");
        Should.Throw<UserFacingException>(() => catalog.Find("malaria-atlas")).Remedy.ShouldContain("alone does not switch it on");
    }

    internal static ConnectorStage Stage(ServiceStub stub, Scratch scratch, string settings)
    {
        var clock = new HastyClock(new DateTimeOffset(2024, 6, 20, 0, 0, 0, TimeSpan.Zero));
        var catalog = Catalog(scratch, clock, Section(stub, settings));
        return new ConnectorStage(scratch, stub, catalog.Connectors.Single(), catalog, clock);
    }

    private static string Section(ServiceStub stub, string settings) => $"malaria-atlas:\n  url: {stub.Address}geoserver\n{settings}";

    private static SourceCatalog Catalog(Scratch scratch, TimeProvider clock, string section, string? key = null, string? url = null) =>
        SourceCatalog.Read(
            new SourceTools(
                scratch.Database,
                clock,
                name =>
                    name switch
                    {
                        SourceCatalog.TextVariable => section,
                        MalariaAtlasSettings.KeyVariable => key,
                        MalariaAtlasSettings.UrlVariable => url,
                        _ => null,
                    }
            )
            {
                Timeout = ConnectorStage.ShortTimeout,
            }
        );

    private async Task StageAsync(string settings, string first = "2022-01") =>
        _stage = Stage(_stub, await GridScratch.PlacesAsync(first), settings);

    private Task<double> ValueAsync(string variable, string place, int year, int month) =>
        _stage!.Scratch.ValueAsync(variable, place, Period.Month(year, month));
}
