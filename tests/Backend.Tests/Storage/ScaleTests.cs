using System.Text;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class ScaleTests
{
    [Theory, Databases]
    public async Task A_large_file_is_imported_and_read_back(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        // A million rows where that is quick; bench/Storage has ten million on both.
        var weeks = on == Dialect.Sqlite ? 1000 : 200;
        var csv = new StringBuilder(Scratch.Header, 25_000_000);
        foreach (var (week, text) in Enumerable.Range(0, weeks).Select(week => (week, Period.Week(2005, 1).Plus(week).ToString())))
        {
            for (var place = 0; place < 1000; place++)
            {
                csv.Append(text).Append(",District ").Append(place + 1000).Append(',').Append((week * 7) + place).Append('\n');
            }
        }

        var report = await scratch.ImportAsync(csv.ToString());

        (report.Rows, report.New, report.Locations).ShouldBe((weeks * 1000, weeks * 1000, 1000));
        report.Warnings.ShouldHaveSingleItem().ShouldContain("newest report", customMessage: "the file ends years before the clock");
        var panel = await Panels.NewestAsync(scratch);
        (panel.Locations.Count, panel.Count, panel.Series(999, "disease_cases")[weeks - 1]).ShouldBe(
            (1000, weeks, ((weeks - 1) * 7) + 999)
        );
    }

    [Theory, Databases]
    public async Task Imports_at_once_wait_for_each_other_and_none_is_lost(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        var files = Enumerable
            .Range(1, 4)
            .Select(file =>
                scratch.Write(
                    $"{file}.csv",
                    Scratch.Header + string.Concat(Enumerable.Range(1, 12).Select(month => $"2023-{month:00},Place {file},{month}\n"))
                )
            )
            .ToArray();

        await Task.WhenAll(
            files.Select(file =>
                Task.Run(
                    () => new Backend.Sources.Importer(scratch.Database, scratch.Clock).ImportAsync(file),
                    TestContext.Current.CancellationToken
                )
            )
        );

        (await scratch.CountAsync("observation")).ShouldBe(48);
        var times = (await new SourceFiles(scratch.Database).AllAsync(TestContext.Current.CancellationToken))
            .Select(source => source.RecordedAt)
            .ToArray();
        times.Distinct().Count().ShouldBe(4);
    }
}
