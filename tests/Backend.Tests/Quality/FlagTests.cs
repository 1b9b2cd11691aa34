using MalariaPredictor.Backend.Quality;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Quality;

public sealed class FlagTests
{
    private static readonly Period First = Period.Month(2020, 1);

    [Fact]
    public void A_series_with_a_season_and_noise_has_nothing_to_check() => QualityReport.FlagsOf(Country()).ShouldBeEmpty();

    [Theory]
    [InlineData("max_temperature", 273.15, 1, "degrees Celsius are expected; these look like kelvin")]
    [InlineData("mean_temperature", 32, 1.8, "degrees Celsius are expected; these look like degrees Fahrenheit")]
    public void Temperatures_of_another_unit_are_named(string variable, double offset, double factor, string detail)
    {
        var flag = Flags(Country(), variable, (place, month) => place == "B" && month >= 30 ? offset + (factor * 28) : 28)
            .ShouldHaveSingleItem();

        (flag.Location, flag.Variable, flag.Kind).ShouldBe(("B", variable, FlagKind.Unit));
        (flag.From, flag.To).ShouldBe((First.Plus(30), First.Plus(47)));
        flag.Detail.ShouldBe($"18 values: {detail}");
    }

    [Fact]
    public void Rain_in_meters_is_named_of_all_places_or_of_the_years_of_one()
    {
        var all = Flags(Country(), Variables.Rainfall, (_, month) => .01 * (month % 12)).ShouldHaveSingleItem();
        var one = Flags(Country(), Variables.Rainfall, (place, month) => (place == "B" && month >= 24 ? .01 : 10) * (month % 12))
            .ShouldHaveSingleItem();

        (all.Location, all.Kind).ShouldBe((null, FlagKind.Unit));
        all.Detail.ShouldContain("the highest of all is 0.11: is it in meters?");
        (one.Location, one.From, one.To).ShouldBe(("B", First.Plus(24), First.Plus(47)));
        one.Detail.ShouldContain("where 110 is usual: is it in meters?");
    }

    [Fact]
    public void Dry_places_and_dry_years_are_no_other_unit() =>
        Flags(Country(), Variables.Rainfall, (place, month) => (place == "B" ? 1 : 10) * (month % 12)).ShouldBeEmpty();

    [Theory]
    [InlineData("relative_humidity", .7, FlagKind.Unit)]
    [InlineData("relative_humidity", 140, FlagKind.Unit)]
    [InlineData("ndvi", 6200, FlagKind.Unit)]
    [InlineData("relative_humidity", 70, null)]
    [InlineData("ndvi", .6, null)]
    public void Humidity_and_NDVI_of_another_scale_are_named(string variable, double value, string? kind) =>
        Flags(Country(), variable, (_, _) => value).Select(flag => flag.Kind).ShouldBe(kind is null ? [] : [kind]);

    [Fact]
    public void A_value_that_cannot_be_is_named_with_its_period()
    {
        var flag = Flags(Country(), "relative_humidity", (place, month) => place == "C" && month == 7 ? 700 : 70).ShouldHaveSingleItem();
        (flag.Location, flag.Kind, flag.From, flag.Value).ShouldBe(("C", FlagKind.Range, First.Plus(7), 700));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(.02)]
    public void A_count_far_from_the_same_season_of_the_years_before_is_an_outlier_and_later_reports_do_not_change_that(double factor)
    {
        var panel = Country((place, month, cases) => place == "B" && month == 40 ? Math.Round(cases * factor) : cases);

        var flag = QualityReport.FlagsOf(panel).ShouldHaveSingleItem();
        (flag.Location, flag.Kind, flag.From).ShouldBe(("B", FlagKind.Outlier, First.Plus(40)));
        QualityReport.FlagsOf(panel.UpTo(First.Plus(40))).ShouldHaveSingleItem().ShouldBe(flag);
        QualityReport.FlagsOf(panel.UpTo(First.Plus(39))).ShouldBeEmpty();
    }

    [Fact]
    public void An_outbreak_that_grows_over_months_is_no_outlier() =>
        QualityReport
            .FlagsOf(Country((place, month, cases) => place == "B" && month >= 40 ? Math.Round(cases * Math.Pow(1.4, month - 39)) : cases))
            .ShouldBeEmpty();

    [Fact]
    public void Gaps_and_places_that_stopped_are_named()
    {
        var flags = QualityReport.FlagsOf(
            Country((place, month, cases) => (place == "A" && month is 10 or 11) || (place == "C" && month > 44) ? double.NaN : cases)
        );

        flags
            .Select(flag => (flag.Location, flag.Kind, flag.From, flag.To))
            .ShouldBe([("A", FlagKind.Gap, First.Plus(10), First.Plus(11)), ("C", FlagKind.Stopped, First.Plus(45), First.Plus(47))]);
        flags[1].Detail.ShouldBe("no report for 3 months up to the newest of the others");
    }

    [Fact]
    public void Counts_that_were_copied_are_named_and_small_ones_that_are_the_same_by_chance_are_not()
    {
        var flags = QualityReport.FlagsOf(
            Country(
                (place, month, cases) =>
                    place == "A" && month is >= 20 and < 25 ? 163
                    : place == "B" ? 2
                    : cases
            )
        );

        var flag = flags.Where(flag => flag.Location == "A").ShouldHaveSingleItem();
        (flag.Kind, flag.From, flag.To, flag.Value).ShouldBe((FlagKind.Repeated, First.Plus(20), First.Plus(24), 163));
    }

    [Fact]
    public void More_cases_than_people_are_named_once_for_a_place()
    {
        var flag = Flags(Country(), Variables.Population, (place, _) => place == "B" ? 50 : 1e6).ShouldHaveSingleItem();
        (flag.Location, flag.Kind, flag.Variable).ShouldBe(("B", FlagKind.Range, Variables.Cases));
        flag.Detail.ShouldStartWith("more cases than people (periods: 48), last ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void A_low_reporting_rate_is_named_whether_a_share_or_percent(double whole)
    {
        var flag = Flags(Country(), ReportingRates.Variable, (place, month) => whole * (place == "B" && month is 5 or 6 ? .6 : .95))
            .ShouldHaveSingleItem();
        (flag.Location, flag.Kind, flag.From, flag.To).ShouldBe(("B", FlagKind.ReportingRate, First.Plus(5), First.Plus(6)));
        flag.Detail.ShouldStartWith("60 % of the reports");
    }

    [Fact]
    public void A_silent_country_is_told_until_timeliness_tells_it()
    {
        var panel = Country();
        QualityReport.Silence(panel, new DateTimeOffset(2024, 3, 31, 0, 0, 0, TimeSpan.Zero)).ShouldBeNull();
        QualityReport
            .Silence(panel, new DateTimeOffset(2024, 4, 1, 0, 0, 0, TimeSpan.Zero))
            .ShouldBe("no place has reported for 3 months: the newest report is of 2023-12");
        QualityReport.Silence(panel, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBeNull();
    }

    private static IReadOnlyList<QualityFlag> Flags(Panel country, string variable, Func<string, int, double> value) =>
        QualityReport.FlagsOf(With(country, variable, value));

    private static Panel With(Panel country, string variable, Func<string, int, double> value) =>
        Panel.FromColumns(
            country.Locations,
            country.First,
            country.Count,
            country
                .Variables.Append(variable)
                .Distinct()
                .ToDictionary(
                    name => name,
                    name =>
                        country
                            .Locations.SelectMany(
                                (place, row) =>
                                    Enumerable
                                        .Range(0, country.Count)
                                        .Select(month => name == variable ? value(place, month) : country.Series(row, name)[month])
                            )
                            .ToArray()
                )
        );

    /// <summary>Three places, four years of months, a season and some noise.</summary>
    private static Panel Country(Func<string, int, double, double>? change = null)
    {
        var random = new Random(5);
        var builder = new PanelBuilder();
        foreach (var (index, place) in ((string[])["A", "B", "C"]).Index())
        {
            for (var month = 0; month < 48; month++)
            {
                var cases = Math.Round((index + 1) * 150 * (1 + (.5 * Math.Sin(month * Math.PI / 6))) * (.85 + (.3 * random.NextDouble())));
                builder.Add(place, First.Plus(month), Variables.Cases, change?.Invoke(place, month, cases) ?? cases);
            }
        }

        return builder.Build();
    }
}
