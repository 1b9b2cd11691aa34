using System.Collections.Frozen;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hierarchies;

namespace MalariaPredictor.Backend.Locations;

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
            total.Forecast,
            cases,
            first,
            members.All(place => place.Population is > 0) ? members.Sum(place => place.Population) : null,
            last < 0 ? null : (first.Plus(last), cases[last])
        );
    }
}
