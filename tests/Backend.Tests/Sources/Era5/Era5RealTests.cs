using MalariaPredictor.Backend.Tests.Sources.Grids;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

public sealed class Era5RealTests
{
    [Fact]
    public async Task A_recorded_file_gives_the_expected_means_of_23_regions_through_the_connector()
    {
        var expected = await RealGridTests.ExpectedAsync();
        var store = new CdsStub
        {
            Fixture = await File.ReadAllBytesAsync(
                RealGridTests.Data("fixtures/era5", "era5land_monthly_chad_2020_2023.nc"),
                TestContext.Current.CancellationToken
            ),
        };
        await using var stage = await Era5Stage.OpenAsync(store, scratch: await RealGridTests.ChadAsync());
        // The recorded file holds all four years, whichever of them is asked for.
        (await stage.RunAsync(TestContext.Current.CancellationToken)).New.ShouldBe(2 * 23 * 48);
        await RealGridTests.ShouldBeAsExpectedAsync(stage.Scratch, expected);
        store.Asked.First()["area"]!.ToJsonString().ShouldBe("[23.6,13.4,7.3,24.1]");
    }
}
