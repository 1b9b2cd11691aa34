using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Journeys;

/// <summary>
/// Whole journeys, from the file to the page, of countries with little to go by: what makes forecasts is run by the executable itself.
/// Every location has valid forecasts or is said to have too little data.
/// </summary>
public sealed class ShortHistoryTests
{
    [Fact]
    public Task A_new_district_with_three_months_of_reports_among_others() =>
        Journey(
            Rows(Enumerable.Range(0, 6).Select(place => (Name: $"Old {place}", From: 0)).Append((Name: "New", From: 45)), 48),
            expected: 7
        );

    [Fact]
    public Task A_district_split_into_two_three_months_ago() =>
        Journey(
            Rows(Enumerable.Range(0, 4).Select(place => (Name: $"Old {place}", From: 0)), 48)
                + Rows([("Whole", 0)], 45, header: false)
                + Rows([("Half east", 45), ("Half west", 45)], 48, header: false),
            expected: 7
        );

    [Fact]
    public Task Twelve_months_of_a_whole_country() =>
        Journey(Rows(Enumerable.Range(0, 5).Select(place => (Name: $"Place {place}", From: 0)), 12), expected: 5);

    [Fact]
    public Task Seven_months_of_a_whole_country() =>
        Journey(Rows(Enumerable.Range(0, 5).Select(place => (Name: $"Place {place}", From: 0)), 7), expected: null);

    [Fact]
    public Task One_month_of_one_place() => Journey(Rows([("Alone", 0)], 1), expected: 0);

    [Fact]
    public Task One_location_alone() => Journey(Rows([("Alone", 0)], 48), expected: 1);

    [Fact]
    public Task A_place_that_never_had_a_case_and_one_that_never_reported() =>
        Journey(
            Rows([("Some", 0)], 30)
                + string.Concat(Enumerable.Range(0, 30).Select(month => $"{Month(month)},None,0\n{Month(month)},Silent,\n")),
            expected: 2
        );

    [Fact]
    public Task Twenty_weeks() =>
        Journey(
            "time_period,location,disease_cases\n"
                + string.Concat(
                    from place in Enumerable.Range(0, 3)
                    from week in Enumerable.Range(1, 20)
                    select $"2023-W{week:00},Place {place},{30 + (7 * place) + (week % 5)}\n"
                ),
            expected: null
        );

    /// <param name="observations">The file.</param>
    /// <param name="expected">How many locations have forecasts; null where either is right, as long as it is said.</param>
    private static async Task Journey(string observations, int? expected)
    {
        using var database = new TestDatabase();
        var file = Path.Combine(database.Folder, "observations.csv");
        await File.WriteAllTextAsync(file, observations, TestContext.Current.CancellationToken);
        foreach (
            var command in (string[][])
                [
                    ["migrate", "up"],
                    ["import", file],
                    ["train"],
                    ["forecast"],
                ]
        )
        {
            await Must(database, command);
        }

        await database.Must("evaluate");
        await database.Must("card");
        await using var app = await ServedApp.Start(database);
        var locations = (await app.Json("/api/v1/forecasts")).GetProperty("locations").EnumerateArray().ToList();
        var forecast = locations.Count(location => location.GetProperty("forecasts").GetArrayLength() > 0);
        (expected ?? forecast).ShouldBe(forecast);
        foreach (var location in locations)
        {
            var name = location.GetProperty("location").GetString()!;
            var page = await app.Text($"/locations/{Uri.EscapeDataString(name)}");
            if (location.TryGetProperty("statement", out var statement))
            {
                statement.GetString()!.ShouldStartWith("Too little data");
                page.ShouldContain("Too little data");
            }
            else
            {
                location.GetProperty("forecasts").EnumerateArray().ShouldAllBe(horizon => IsValid(horizon));
                page.ShouldContain("cases expected in");
            }
        }

        (await app.Text("/")).ShouldContain($"for {locations.Count} locations");
        (await app.Json("/api/v1/totals")).GetProperty("locations").GetInt32().ShouldBe(forecast);
    }

    private static bool IsValid(JsonElement horizon)
    {
        double[] values = [.. horizon.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
        return values.Length == 23 && values.All(value => double.IsFinite(value) && value >= 0) && values.SequenceEqual(values.Order());
    }

    private static async Task Must(TestDatabase database, string[] command)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "malaria-predictor"), command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DATABASE_URL"] = database.HostContext.Variable("DATABASE_URL");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', command)}: {await output}{await error}");
        (await error).ShouldNotContain("   at ");
    }

    private static string Rows(IEnumerable<(string Name, int From)> places, int months, bool header = true)
    {
        var random = new Random(3);
        var text = new StringBuilder(header ? "time_period,location,disease_cases\n" : "");
        foreach (var (name, from) in places)
        {
            for (var month = from; month < months; month++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{Month(month)},{name},{Math.Round(80 * (1.2 + Math.Sin(month * Math.PI / 6)) * (.8 + (.4 * random.NextDouble())))}\n"
                );
            }
        }

        return text.ToString();
    }

    private static string Month(int month) => $"{2020 + (month / 12)}-{(month % 12) + 1:00}";
}
