using MalariaPredictor.Backend.Simulation;
using MalariaPredictor.Forecasting.Series;
using NetTopologySuite.Coverage;

namespace MalariaPredictor.Backend.Tests.Simulation;

public sealed class SimulatedCountryTests
{
    private static readonly SimulatedCountry Country = Create(1);

    [Fact]
    public void The_same_seed_gives_the_same_country_and_another_seed_another()
    {
        Everything(Create(1)).ShouldBe(Everything(Country));
        Everything(Create(2)).ShouldNotBe(Everything(Country));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Districts_tile_the_country_without_overlap_or_crossing_lines(int seed)
    {
        var areas = Create(seed).Districts.Select(district => district.Area).ToArray();
        areas.Length.ShouldBe(24);
        areas.ShouldAllBe(area => area.IsValid && area.Area > 0.1);
        CoverageValidator.IsValid(areas).ShouldBeTrue();
    }

    [Fact]
    public void Every_district_has_a_name_of_its_own() =>
        Country.Districts.Select(district => district.Name).Distinct().Count().ShouldBe(24);

    [Fact]
    public void Cases_peak_in_the_months_after_the_rains()
    {
        var byMonth = Enumerable
            .Range(1, 12)
            .ToDictionary(
                month => month,
                month =>
                    Lowland
                        .SelectMany(rows => rows)
                        .Where(row => row.Period.Number == month && !double.IsNaN(row.Cases))
                        .Average(row => row.Cases)
            );
        var rain = Enumerable
            .Range(1, 12)
            .MaxBy(month => Country.Rows.SelectMany(rows => rows).Where(row => row.Period.Number == month).Average(row => row.Rain));
        var peak = byMonth.MaxBy(pair => pair.Value).Key;
        ((peak - rain + 12) % 12).ShouldBeInRange(1, 3);
        (byMonth.Values.Max() / byMonth.Values.Min()).ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Lowland_districts_count_hundreds_to_thousands_and_some_highland_districts_next_to_none()
    {
        Lowland.SelectMany(rows => rows).Where(row => !double.IsNaN(row.Cases)).ShouldAllBe(row => row.Cases >= 50 && row.Cases <= 20_000);
        Country.Rows.Count(rows => rows.Where(row => !double.IsNaN(row.Cases)).Average(row => row.Cases) < 20).ShouldBeInRange(2, 9);
    }

    [Fact]
    public void Years_differ_so_that_a_forecast_is_not_trivial()
    {
        var swings = Lowland
            .Select(rows =>
            {
                var years = rows.Where(row => !double.IsNaN(row.Cases))
                    .GroupBy(row => row.Period.Year)
                    .Select(year => year.Average(row => row.Cases))
                    .ToArray();
                return years.Max() / years.Min();
            })
            .ToArray();
        swings.Average().ShouldBeInRange(1.4, 5);
    }

    [Fact]
    public void Some_reports_are_missing_and_the_newest_more_often()
    {
        var all = Country.Rows.SelectMany(rows => rows).ToArray();
        (all.Count(row => double.IsNaN(row.Cases)) / (double)all.Length).ShouldBeInRange(0.005, 0.08);
        Enumerable
            .Range(1, 20)
            .Select(seed => Create(seed).Rows.Count(rows => double.IsNaN(rows[^1].Cases)))
            .Average()
            .ShouldBeInRange(1.5, 6);
    }

    private static IEnumerable<IReadOnlyList<SimulatedRow>> Lowland =>
        Country.Districts.Zip(Country.Rows).Where(pair => pair.First.Elevation < 450).Select(pair => pair.Second);

    private static SimulatedCountry Create(int seed) => SimulatedCountry.Create(seed, 24, 10, Period.Month(2025, 12));

    private static string Everything(SimulatedCountry country) =>
        string.Join(
            '\n',
            country
                .Districts.Select(district => $"{district.Name} {district.Area}")
                .Concat(country.Rows.SelectMany(rows => rows).Select(row => row.ToString()))
        );
}
