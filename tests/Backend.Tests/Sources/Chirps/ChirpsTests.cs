using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Chirps;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Era5;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Chirps;

public sealed class ChirpsContractTests : EveryConnectorTests
{
    private protected override Task<ConnectorStage> StageAsync() =>
        ChirpsTests.OpenAsync(new ChirpsStub { FinalUntil = new DateOnly(2024, 3, 31) });
}

/// <summary>The same of days, from which weeks are made.</summary>
public sealed class ChirpsWeeksContractTests : EveryConnectorTests
{
    private protected override Task<ConnectorStage> StageAsync() => ChirpsTests.OpenAsync(new ChirpsStub(), "2024-W12");
}

public sealed class ChirpsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Months_come_from_final_months_and_the_newest_from_preliminary_days()
    {
        var server = new ChirpsStub();
        await using var stage = await OpenAsync(server);
        var report = await stage.RunAsync(Token);
        report
            .Stored.Select(part => $"{part.Part.Key} {part.Fetched.Version}")
            .ShouldBe(["2024-01 final", "2024-02 final", "2024-03 preliminary"]);
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Month(2024, 2))).ShouldBe(42);
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "East", Period.Month(2024, 3))).ShouldBe(
            Enumerable.Range(1, 31).Sum(day => ChirpsStub.Rain(new DateOnly(2024, 3, day), isFinal: false))
        );
        report.Warnings.ShouldContain(warning => warning.Contains("preliminary values"));
    }

    [Fact]
    public async Task Final_values_replace_preliminary_ones_and_what_was_known_stays_known()
    {
        var server = new ChirpsStub();
        await using var stage = await OpenAsync(server);
        await stage.RunAsync(Token);
        var observations = new MalariaPredictor.Backend.Storage.Observations(stage.Scratch.Database);
        var then = (await observations.LastRecordedAtAsync(Token))!.Value;
        (await stage.RunAsync(Token)).Stored.ShouldBeEmpty();

        server.FinalUntil = new DateOnly(2024, 3, 31);
        var report = await stage.RunAsync(Token);
        report.Stored.Select(part => $"{part.Part.Key} {part.Fetched.Version}").ShouldBe(["2024-03 final"]);
        report.Corrected.ShouldBe(2);
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Month(2024, 3))).ShouldBe(43);
        var old = (await observations.PanelAsOfAsync(then, Token))!;
        old.Series(old.Locations.ToList().IndexOf("West"), Variables.Rainfall)[2]
            .ShouldBe(Enumerable.Range(1, 31).Sum(day => ChirpsStub.Rain(new DateOnly(2024, 3, day), isFinal: false)));
    }

    [Fact]
    public async Task Weeks_are_whole_over_the_ends_of_months_and_of_final_values()
    {
        await using var stage = await OpenAsync(new ChirpsStub(), "2024-W08");
        var report = await stage.RunAsync(Token);
        report
            .Stored.Select(part => $"{part.Part.Key} {part.Fetched.Version}")
            .ShouldBe(["2024-02-weeks preliminary", "2024-03-weeks preliminary"]);
        // From the 26th of February: four final days and three preliminary ones.
        DateOnly[] days = [.. Enumerable.Range(0, 7).Select(Period.Week(2024, 9).Start.AddDays)];
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Week(2024, 9))).ShouldBe(
            days.Sum(day => ChirpsStub.Rain(day, day.Month == 2))
        );
    }

    [Fact]
    public async Task Only_the_area_of_the_places_is_read()
    {
        var server = new ChirpsStub { Grid = new ChirpsGrid(20, 10, 0.05, 480, 400) };
        await using var stage = await OpenAsync(server, "2024-01", "preliminary: false");
        (await stage.RunAsync(Token)).Stored.Select(part => part.Part.Key).ShouldBe(["2024-01", "2024-02"]);
        var whole = server.Grid.Write(41, tiled: true).Length;
        server.Sent.ShouldBeLessThan(2 * whole / 2);
        stage.Stub.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal)).ShouldBeLessThan(9);
    }

    [Fact]
    public async Task A_server_that_gives_no_parts_gives_the_whole_file_which_is_deleted()
    {
        await using var stage = await OpenAsync(new ChirpsStub { GivesParts = false });
        (await stage.RunAsync(Token)).New.ShouldBe(6);
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Month(2024, 2))).ShouldBe(42);
        Directory
            .EnumerateFiles(Path.Combine(stage.Scratch.Folder, "sources"), "*", SearchOption.AllDirectories)
            .ShouldAllBe(file => file.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_from_the_south_are_read()
    {
        await using var stage = await OpenAsync(new ChirpsStub { Grid = ChirpsGrid.Africa with { FromSouth = true } });
        await stage.RunAsync(Token);
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Month(2024, 2))).ShouldBe(42);
    }

    [Fact]
    public async Task A_grid_that_does_not_cover_the_places_stores_nothing()
    {
        await using var stage = await OpenAsync(new ChirpsStub { Grid = ChirpsGrid.Africa with { Shift = 20 } });
        await RefusedAsync(stage, "does not cover the places");
    }

    [Fact]
    public async Task Amounts_that_no_place_has_are_refused()
    {
        // Tenths of a millimeter, or micrometers.
        await using var stage = await OpenAsync(new ChirpsStub { Units = value => value * 1000 });
        await RefusedAsync(stage, "No place has such rain");
    }

    [Fact]
    public async Task Damaged_files_store_nothing_and_are_read_again()
    {
        var server = new ChirpsStub { Spoil = bytes => bytes[..(bytes.Length / 2)] };
        await using var stage = await OpenAsync(server);
        await RefusedAsync(stage, "damaged or was cut off");
        server.Forget();
        server.Spoil = _ => "<html>maintenance</html>"u8.ToArray();
        await RefusedAsync(stage, "damaged or was cut off");
        server.Forget();
        server.Spoil = bytes =>
        {
            // In the middle of the compressed tiles.
            bytes.AsSpan((bytes.Length / 4)..(bytes.Length * 3 / 4)).Reverse();
            return bytes;
        };
        await RefusedAsync(stage, "damaged or was cut off");
        server.Forget();
        server.Spoil = bytes => bytes;
        (await stage.RunAsync(Token)).New.ShouldBe(6);
    }

    [Fact]
    public async Task A_check_shows_what_there_is_and_a_value()
    {
        await using var stage = await OpenAsync(new ChirpsStub());
        (await stage.Source.CheckAsync(await stage.ScopeAsync(), Token))
            .Select(line => $"{line.What} {line.Works} {line.Detail}")
            .ShouldBe([
                "address True the server has CHIRPS v3 (months)",
                "key True none is needed",
                "licence True public domain (Creative Commons CC0)",
                "first period True 1981-01-01",
                "last period True 2024-02-29 (final), 2024-04-05 (preliminary)",
                "sample value True rainfall of East in chirps-v3.0.2024.02: 42 mm",
            ]);
    }

    [Theory]
    [InlineData("product: daily", "'daily' is not one of its values. Write one of rnl, sat.")]
    [InlineData("url: https://data.chc.ucsb.edu/products/CHIRPS-2.0", "this reads version 3 of CHIRPS")]
    [InlineData("preliminary: maybe", "'maybe' is not one of its values")]
    public void A_bad_setting_is_refused_with_the_right_one(string yaml, string told) =>
        Should.Throw<UserFacingException>(() => ChirpsSettings.Read(Era5Stage.Section(yaml))).Line.ShouldContain(told);

    [Fact]
    public void It_is_off_without_its_section() => ChirpsSettings.Read(null).ShouldBeNull();

    [Fact]
    public void Two_sources_of_rain_are_refused_and_one_of_them_may_leave_it_out()
    {
        using var scratch = Scratch.Empty();
        SourceCatalog Read(string yaml) =>
            SourceCatalog.Read(Era5Stage.Tools(scratch, scratch.Clock, ("SOURCES", yaml), ("ERA5_API_KEY", "token")));
        var failure = Should.Throw<UserFacingException>(() => Read("chirps:\n  product: sat"));
        failure.Line.ShouldBe(
            "The sources era5 and chirps would both bring rainfall, each correcting the other's values. In the sources file leave it out "
                + "of one of them: state the others under era5: variables, or delete chirps."
        );
        Read("era5:\n  variables: [temperature]\nchirps:\n  product: sat").Connectors.Count.ShouldBe(2);
    }

    [Fact]
    public void An_area_on_both_sides_of_the_antimeridian_is_cut_in_one_piece()
    {
        using var content = new MemoryStream(ChirpsGrid.Earth.Write(5, tiled: true));
        using var crop = TiffCrop.Open("chirps-v3.0.2024.05.tif", content)!;
        var area = new AreaBox(-16, 177, -19, 182);
        crop.Stretches(area).ShouldNotBeEmpty();
        using var file = GeoTiff.Open("chirps-v3.0.2024.05.tif", crop.Cut(area)!, firstDay: null);
        var rain = file.Variables[0];
        (rain.Grid.West, rain.Grid.East, rain.Grid.North, rain.Grid.South).ShouldBe((177, 182, -16, -19));
        using var all = GeoTiff.Open("chirps-v3.0.2024.05.tif", content.ToArray(), firstDay: null);
        var (earth, part) = (all.Variables[0].Read(0, 1), rain.Read(0, 1));
        // 16 degrees south is row 152 of the Earth, 177 degrees east column 714, and 180 degrees column 0.
        part[0].ShouldBe(earth[(152 * 720) + 714]);
        part[6].ShouldBe(earth[152 * 720]);
        part[^1].ShouldBe(earth[(157 * 720) + 3]);
    }

    [Fact]
    public void Any_damage_is_survived()
    {
        var random = new Random(20260301);
        var area = new AreaBox(1, 30, 0, 32);
        var grid = new ChirpsGrid(29, 2, 0.1, 50, 40);
        foreach (var whole in (byte[][])[grid.Write(5, tiled: true), grid.Write(5, tiled: false)])
        {
            for (var round = 0; round < Proof.Rounds(300, 20_000); round++)
            {
                byte[] bytes = [.. whole];
                for (var change = random.Next(1, 9); change > 0; change--)
                {
                    // The directory is at the end.
                    var at = random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(300);
                    bytes[at] = (byte)random.Next(256);
                }

                using var content = new MemoryStream(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
                try
                {
                    using var crop = TiffCrop.Open("chirps-v3.0.2024.05.tif", content);
                    crop?.Stretches(area).ShouldAllBe(stretch => stretch.Offset >= 0 && stretch.Length > 0);
                    crop?.Cut(area)?.Length.ShouldBeGreaterThan(0);
                }
                catch (RejectedFileException rejected)
                {
                    rejected.Problems[0].Remedy.ShouldNotBeEmpty();
                }
            }
        }
    }

    internal static async Task<ConnectorStage> OpenAsync(ChirpsStub server, string firstCases = "2024-01", string more = "product: rnl")
    {
        var scratch = await GridScratch.PlacesAsync(firstCases);
        var stub = await server.StartAsync();
        var clock = new HastyClock(Era5Stage.Now);
        var source = ChirpsConnector.Create(
            Era5Stage.Section($"url: {stub.Address.AbsoluteUri}products/CHIRPS/v3.0\n{more}"),
            Era5Stage.Tools(scratch, clock)
        )!;
        return new ConnectorStage(
            scratch,
            stub,
            source,
            new SourceCatalog([source], since: null, Path.Combine(scratch.Folder, "sources")),
            clock
        );
    }

    private static async Task RefusedAsync(ConnectorStage stage, string what)
    {
        var before = await stage.ValuesAsync();
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldStartWith("chirps");
        failure.Message.ShouldContain(what);
        (await stage.ValuesAsync()).ShouldBe(before);
    }
}
