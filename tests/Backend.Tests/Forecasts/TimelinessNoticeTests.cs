using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Backend.Tests.Forecasts;

/// <summary>Eleven of twelve places stopped reporting in 2021-05; the last report of all is two years old.</summary>
public sealed class TimelinessNoticeTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new(new FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero)));

    public async ValueTask InitializeAsync()
    {
        await _database.Must("migrate", "up");
        var text = new StringBuilder(Scratch.Header);
        for (var place = 0; place < 12; place++)
        {
            for (var month = 0; month < 60; month++)
            {
                var (year, number) = (2019 + (month / 12), 1 + (month % 12));
                var silent = place < 11 ? month > 28 : month is > 5 and < 31;
                text.Append($"{year}-{number:00},Place {place},{(silent ? "" : $"{50 + ((month + place) % 12)}")}\n");
            }
        }

        var file = Path.Combine(_database.Folder, "cases.csv");
        await File.WriteAllTextAsync(file, text.ToString());
        await _database.Must("import", file);
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Training_forecasts_and_pages_say_what_the_import_said()
    {
        string[] notices =
        [
            "newest report is of 2023-12, more than 2 years before today",
            "11 places stopped reporting more than a year before the newest report of the others: Place 0 (last 2021-05)",
            "1 place reported nothing for two years or more within the series: Place 11 (none from 2019-07 to 2021-07)",
        ];
        var (code, _, trained) = await _database.Run("train");
        code.ShouldBe(0, trained);
        var (done, output, forecast) = await _database.Run("forecast");
        done.ShouldBe(0, forecast);
        await using var app = await ServedApp.Start(_database);
        var (country, place) = (await app.Text("/"), await app.Text("/locations/Place%200"));
        foreach (var notice in notices)
        {
            trained.ShouldContain(notice);
            forecast.ShouldContain(notice);
            country.ShouldContain(notice);
        }

        place.ShouldContain(notices[0]);
        place.ShouldContain("Place 0 stopped reporting more than a year before the newest report of the others (last 2021-05)");
        place.ShouldNotContain("Place 11");

        output.ShouldContain("Stored forecasts of 1 location from 2023-12");
        output.ShouldContain("11 locations have too little data for a forecast: 11 stopped reporting in 2021-05 (Place 0, Place 1");
        JsonElement
            .Parse(await _database.Must("train", "--json"))
            .GetProperty("warnings")
            .EnumerateArray()
            .Count()
            .ShouldBe(notices.Length);
    }
}
