using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Backend.Sources.Modis;
using NetTopologySuite.Geometries;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

public sealed class RealAnswerTests
{
    [Fact]
    public void A_recorded_answer_of_ORNL_lies_where_it_was_asked_for_and_gives_its_mean()
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the recorded answers are not here to be read.");
        using var answer = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(data!, "fixtures", "modis", "ornl_daac_MOD11A2_subset_response.json"))
        );
        var product = ModisProduct.All.Single(product => product.Name == "MOD11A2");
        // Tamanrasset, 4 km to each side.
        var subset = Subset.Read(answer.RootElement, product, product.Band, new PlaceBox(22.79, 5.53, 4, 4), "MOD11A2");
        var stored = subset.Values[new DateOnly(2000, 2, 18)];
        stored.Length.ShouldBe(81);
        stored.Average(number => product.Value(number, 0)).ShouldBe((15563.25926 * 0.02) - 273.15, 1e-3);
        // The station lies in the middle pixel, and a place around it takes the pixels whose middle it holds.
        subset.Grid.Of(new Zone("Station", new Point(5.53, 22.79))).Pixels.ShouldBe([40]);
        var (pixels, share) = subset.Grid.Of(new Zone("Town", new Point(5.53, 22.79).Buffer(0.018)));
        pixels.Length.ShouldBeInRange(10, 14);
        share.ShouldBeGreaterThan(0.85);
        // A box of other places is refused.
        Should
            .Throw<UserFacingException>(() => Subset.Read(answer.RootElement, product, product.Band, new PlaceBox(22.79, 5.6, 4, 4), "x"))
            .Message.ShouldContain("the box lies");
    }
}
