using MalariaPredictor.Forecasting.Models.Residuals;

namespace MalariaPredictor.Forecasting.Tests.Models;

public sealed class ResidualQuantilesTests
{
    private const int Level80 = 17;
    private const int Level99 = 22;

    [Fact]
    public void A_mirrored_sample_is_interpolated_between_its_order_statistics()
    {
        // −2 −1 1 2: position .8·3 = 2.4 lies four tenths from 1 to 2.
        ResidualQuantiles.MirroredQuantile([1, 2], .8).ShouldBe(1.4, 1e-12);
        ResidualQuantiles.MirroredQuantile([1, 2], .2).ShouldBe(-1.4, 1e-12);
        ResidualQuantiles.MirroredQuantile([1, 2], .5).ShouldBe(0);
        ResidualQuantiles.MirroredQuantile([1, 2], 1).ShouldBe(2);
    }

    [Fact]
    public void A_single_location_has_the_quantiles_of_its_own_errors() =>
        ResidualQuantiles.Of([1, double.NaN, -2], 1)[Level80].ShouldBe(1.4, 1e-12);

    [Fact]
    public void A_location_without_errors_takes_scale_and_shape_of_the_others()
    {
        // Errors 2 and 2: scale √((8 + 20·4)/22) = 2 for both, shape ±1.
        var offsets = ResidualQuantiles.Of([2, -2, double.NaN, double.NaN], 2);
        offsets[23 + Level99].ShouldBe(2, 1e-12);
    }

    [Fact]
    public void A_location_with_one_error_is_mostly_like_the_others()
    {
        // Errors 1 | 3: mean square 5; scales √(101/21) = 2.193063 and √(109/21) = 2.278262; shape .455983, 1.316793 and their
        // mirror images: at .99 position 2.97, .455983 + .97·.860810 = 1.290969. The first location's own ±1 at .99 is .98.
        // (1/31)·.98 + (30/31)·2.193063·1.290969 = .031613 + 2.739844 = 2.771457.
        ResidualQuantiles.Of([1, 3], 2)[Level99].ShouldBe(2.771457, 5e-6);
    }

    [Fact]
    public void Without_any_error_there_is_no_spread() => ResidualQuantiles.Of([double.NaN], 1).ShouldAllBe(offset => double.IsNaN(offset));

    [Theory]
    [InlineData(28, 3, 18, 25, true)] // a year and a half behind it
    [InlineData(24, 3, 14, 21, true)] // shorter: eight months of origins
    [InlineData(20, 3, 12, 17, true)] // six months of origins after one year
    [InlineData(19, 3, 12, 16, false)]
    [InlineData(100, 1, 64, 99, true)] // the last 36 months
    public void A_window_begins_after_a_year_and_a_half_and_reaches_back_three_years(
        int known,
        int horizon,
        int first,
        int last,
        bool enough
    ) => ResidualWindow.Of(known, horizon, 12, ResidualMemory.ThreeYears).ShouldBe(new ResidualWindow(first, last, enough));

    [Fact]
    public void A_window_may_reach_back_to_the_beginning() =>
        ResidualWindow.Of(100, 1, 12, ResidualMemory.Everything).ShouldBe(new ResidualWindow(18, 99, true));
}
