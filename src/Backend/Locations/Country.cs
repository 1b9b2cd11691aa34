using System.Collections.Frozen;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Locations;

/// <summary>
/// All that pages and lists show, as of one moment: the places with their history, the forecasts in service and how the model
/// that made them scored. Immutable; swapped whole together with the forecasts.
/// </summary>
public sealed class Country
{
    private readonly FrozenDictionary<string, Place> _byName;
    private readonly Lazy<FrozenDictionary<string, Place>> _groups;
    private volatile OnDay? _timeliness;

    public Country(
        ForecastSnapshot snapshot,
        Panel panel,
        IReadOnlyList<Location> locations,
        IReadOnlyList<SourceFile> sources,
        CaseNowcast nowcast
    )
    {
        Nowcast = nowcast;
        var run = snapshot.Run;
        (Snapshot, Panel, Sources) = (snapshot, panel, sources);
        Scores = ModelScores.Read(run.Model.Scores);
        Lookup = new PlaceLookup(locations, snapshot.Hierarchy);
        var stored = locations.ToDictionary(location => location.Name, StringComparer.Ordinal);
        var rows = panel.Locations.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        Places =
        [
            .. run.Locations.Select(forecast => Place.Of(forecast, stored.GetValueOrDefault(forecast.Location), panel, rows, run.Origin)),
        ];
        _groups = new Lazy<FrozenDictionary<string, Place>>(() => GroupPlaces.Of(this));
        _byName = Places.ToFrozenDictionary(place => place.Name, StringComparer.Ordinal);
    }

    /// <summary>The forecasts in service.</summary>
    public ForecastSnapshot Snapshot { get; }

    public ForecastRun Run => Snapshot.Run;

    public Hierarchy Hierarchy => Snapshot.Hierarchy;

    /// <summary>As reported.</summary>
    public Panel Panel { get; }

    /// <summary>What is expected of the newest counts, as of now.</summary>
    public CaseNowcast Nowcast { get; }

    /// <summary>The files the observations came from, oldest first.</summary>
    public IReadOnlyList<SourceFile> Sources { get; }

    public ModelScores Scores { get; }

    /// <summary>Finds the place that a user means.</summary>
    public PlaceLookup Lookup { get; }

    /// <summary>In ordinal order of their names.</summary>
    public IReadOnlyList<Place> Places { get; }

    /// <summary>When the newest observation became known.</summary>
    public DateTimeOffset? LastRecorded => Sources.Count > 0 ? Sources.Max(source => source.RecordedAt) : null;

    /// <summary>The newest period in which any place reported cases.</summary>
    public Period? LastReported =>
        Places.Max(place => (int?)place.LastReported?.Period.Minus(Panel.First)) is { } last ? Panel.First.Plus(last) : null;

    /// <summary>How the times of the reports fit together and with today; found out once a day.</summary>
    internal Timeliness TimelinessOn(DateTimeOffset now)
    {
        if (_timeliness is not { } known || known.Day != now.UtcDateTime.Date)
        {
            _timeliness = known = new OnDay(now.UtcDateTime.Date, Timeliness.Of(Panel, now));
        }

        return known.Of;
    }

    public Place? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A group as if it were a location; null where nothing in it has reports.</summary>
    public Place? Group(string name) => _groups.Value.GetValueOrDefault(name);

    private sealed record OnDay(DateTime Day, Timeliness Of);
}

/// <summary>Groups as if they were locations: what their locations reported together, and what they are expected to come to.</summary>
internal static class GroupPlaces
{
    public static FrozenDictionary<string, Place> Of(Country country) =>
        country
            .Hierarchy.Groups.Select(group => country.Snapshot.Totals.Of(group.Name) is { } total ? Of(country, group, total) : null)
            .OfType<Place>()
            .ToFrozenDictionary(place => place.Name, StringComparer.Ordinal);

    private static Place Of(Country country, Group group, Total total)
    {
        // Those left out of the forecast are left out of the reports too: else one would seem to fall below the other.
        Place[] members =
        [
            .. country.Hierarchy.Below(group).Select(country.Find).OfType<Place>().Where(place => place.Forecast.Horizons.Count > 0),
        ];
        var (first, origin) = (country.Panel.First, country.Run.Origin);
        var cases = new double[Math.Min(country.Panel.Count, origin.Minus(first) + 1)];
        for (var period = 0; period < cases.Length; period++)
        {
            // A month that one of them has not reported is a gap: the sum of fewer places would pass for fewer cases.
            cases[period] = members.Length == 0 ? double.NaN : members.Sum(place => place.At(first.Plus(period)));
        }

        var last = Array.FindLastIndex(cases, value => !double.IsNaN(value));
        return new Place(
            group.Name,
            null,
            total.Forecast with
            {
                Estimated = Estimated(members, cases, first),
            },
            cases,
            first,
            members.All(place => place.Population is > 0) ? members.Sum(place => place.Population) : null,
            last < 0 ? null : (first.Plus(last), cases[last])
        );
    }

    // As if all were late together, which is the widest: how late one place is says something of the others.
    private static List<EstimatedCases> Estimated(Place[] members, double[] cases, Period first)
    {
        var periods = members.SelectMany(place => place.Forecast.Estimated).Select(one => one.Period).Distinct().Order();
        return
        [
            .. from period in periods
            let reported = period.Minus(first) is var index && index >= 0 && index < cases.Length ? cases[index] : double.NaN
            where !double.IsNaN(reported)
            let estimates = members.SelectMany(place => place.Forecast.Estimated.Where(one => one.Period == period)).ToList()
            let rest = reported - estimates.Sum(one => one.Reported)
            select new EstimatedCases(
                period,
                reported,
                new FinalCount(
                    rest + estimates.Sum(one => one.Final.Median),
                    rest + estimates.Sum(one => one.Final.Lower),
                    rest + estimates.Sum(one => one.Final.Upper)
                )
            ),
        ];
    }
}

/// <summary>Holds the country in service; swapping it is one reference write.</summary>
public sealed class CurrentCountry
{
    private volatile Country? _country;

    /// <summary>Null until the first forecasts have been loaded.</summary>
    public Country? Value
    {
        get => _country;
        set => _country = value;
    }
}
