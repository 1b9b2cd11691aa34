using MalariaPredictor.Forecasting.Series;
using Store = MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests;

internal static class Panels
{
    public static Task<Panel?> AsOfAsync(Scratch scratch, DateTimeOffset time) =>
        new Store.Observations(scratch.Database).PanelAsOfAsync(time);

    public static async Task<Panel> NewestAsync(Scratch scratch) => (await AsOfAsync(scratch, DateTimeOffset.MaxValue)).ShouldNotBeNull();
}
