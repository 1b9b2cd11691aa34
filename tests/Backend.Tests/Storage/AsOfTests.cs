using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class AsOfTests
{
    [Theory, Databases]
    public async Task A_correction_is_seen_from_when_it_came_and_the_old_date_still_sees_the_old_value(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n2023-02,Abim,7\n");
        var before = scratch.Clock.GetUtcNow();
        scratch.Clock.Advance(TimeSpan.FromDays(30));

        var report = await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,6\n2023-02,Abim,7\n2023-03,Abim,9\n");

        (report.New, report.Corrected, report.Unchanged).ShouldBe((1, 1, 1));
        (await CasesAsync(scratch, before)).ShouldBe([5, 7]);
        (await CasesAsync(scratch, scratch.Clock.GetUtcNow().AddMilliseconds(-1))).ShouldBe([5, 7]);
        (await CasesAsync(scratch, scratch.Clock.GetUtcNow())).ShouldBe([6, 7, 9]);
        (await scratch.CountAsync("observation")).ShouldBe(4);
    }

    [Theory, Databases]
    public async Task Nothing_was_known_before_the_first_import(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        (await Panels.AsOfAsync(scratch, scratch.Clock.GetUtcNow())).ShouldBeNull();
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n");
        (await Panels.AsOfAsync(scratch, scratch.Clock.GetUtcNow().AddDays(-1))).ShouldBeNull();
    }

    [Theory, Databases]
    public async Task A_late_report_fills_what_was_missing(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n2023-02,Abim,\n");
        var before = scratch.Clock.GetUtcNow();
        scratch.Clock.Advance(TimeSpan.FromDays(9));
        (await scratch.ImportAsync(Scratch.Header + "2023-02,Abim,8\n")).Corrected.ShouldBe(1);
        (await CasesAsync(scratch, before)).ShouldBe([5, double.NaN]);
        (await CasesAsync(scratch, DateTimeOffset.MaxValue)).ShouldBe([5, 8]);
    }

    [Theory, Databases]
    public async Task A_report_that_is_taken_back_is_missing_from_then_on_and_counted(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n2023-02,Abim,7\n");
        var report = await scratch.ImportAsync(Scratch.Header + "2023-02,Abim,\n");
        (report.Corrected, report.Withdrawn).ShouldBe((1, 1));
        (await CasesAsync(scratch, DateTimeOffset.MaxValue)).ShouldBe([5, double.NaN]);
    }

    [Theory, Databases]
    public async Task Two_imports_in_one_millisecond_or_after_the_clock_was_set_back_keep_their_order(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        foreach (var cases in Enumerable.Range(1, 5))
        {
            await scratch.ImportAsync(Scratch.Header + $"2023-01,Abim,{cases}\n");
        }

        (await CasesAsync(scratch, DateTimeOffset.MaxValue)).ShouldBe([5]);
        (await CasesAsync(scratch, scratch.Clock.GetUtcNow().AddMilliseconds(2))).ShouldBe([3]);
    }

    [Theory, Databases]
    public async Task Months_are_not_mixed_with_weeks_that_came_before(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(Scratch.Header + "2023W01,Abim,5\n");
        var refused = await Should.ThrowAsync<UserFacingException>(() =>
            scratch.ImportAsync(Scratch.Header + "2023-01,Abim,5\n2023-01,Other,2\n")
        );
        refused.Message.ShouldContain("holds weeks, and these observations are months");
        refused.Remedy.ShouldContain("DATABASE_URL");
        (await scratch.CountAsync("location")).ShouldBe(1);
        (await scratch.CountAsync("source_file")).ShouldBe(1);
    }

    [Theory, Databases]
    public async Task A_new_place_and_a_new_covariate_join_the_panel(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        await scratch.ImportAsync(Scratch.Header + "2023-02,Mbale,5\n");
        await scratch.ImportAsync("time_period,location,disease_cases,ndvi\n2023-01,Abim,3,0.5\n");
        var panel = await Panels.NewestAsync(scratch);
        panel.Locations.ShouldBe(["Abim", "Mbale"]);
        panel.Variables.ShouldBe(["disease_cases", "ndvi"]);
        panel.Series(1, "disease_cases").ToArray().ShouldBe([double.NaN, 5]);
    }

    private static async Task<double[]> CasesAsync(Scratch scratch, DateTimeOffset time) =>
        (await Panels.AsOfAsync(scratch, time)).ShouldNotBeNull().Series(0, "disease_cases").ToArray();
}
