using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Hierarchies;
using MalariaPredictor.Backend.Locations;

namespace MalariaPredictor.Backend.Dashboard.Pages;

/// <summary>The part of the table that one page shows, in the order asked for.</summary>
public sealed record TablePage(IReadOnlyList<TableRow> Rows, IReadOnlyList<TableOrder> Orders, TableOrder Order, int Number, int Pages)
{
    /// <summary>A page has to stay under 100 KB: so many rows fit beside the map.</summary>
    public const int MostRows = 130;

    /// <summary>Anything not understood falls back to the first page of the first order: these links are followed by hand.</summary>
    public static TablePage Of(Country country, string? sort, string? page)
    {
        TableOrder[] orders =
            country.Hierarchy.Groups.Count > 0
                ? [TableOrder.Group, TableOrder.Name, TableOrder.Expected, TableOrder.Change]
                : [TableOrder.Name, TableOrder.Expected, TableOrder.Change];
        var order = orders.FirstOrDefault(known => Text(known).Equals(sort, StringComparison.OrdinalIgnoreCase), orders[0]);
        TableRow[] sorted = order switch
        {
            TableOrder.Group => [.. Grouped(country)],
            TableOrder.Expected => [.. country.Places.OrderByDescending(Expected).Select(TableRow.Of)],
            TableOrder.Change => [.. country.Places.OrderByDescending(Change).Select(TableRow.Of)],
            _ => [.. country.Places.OrderBy(place => place.Name, StringComparer.OrdinalIgnoreCase).Select(TableRow.Of)],
        };
        var pages = Math.Max(1, (sorted.Length + MostRows - 1) / MostRows);
        var number = int.TryParse(page, out var asked) ? Math.Clamp(asked, 1, pages) : 1;
        return new TablePage([.. sorted.Skip((number - 1) * MostRows).Take(MostRows)], orders, order, number, pages);
    }

    /// <summary>What a group is directly made of.</summary>
    public static TablePage Of(Country country, Group group) =>
        new(
            [
                .. group.Groups.Select(country.Group).OfType<Place>().Select(place => TableRow.Group(place, 0)),
                .. group.Locations.Select(country.Find).OfType<Place>().Select(TableRow.Of).Take(MostRows),
            ],
            [],
            TableOrder.Group,
            1,
            1
        );

    /// <summary>The link to another order or page.</summary>
    public string Link(TableOrder order, int number) =>
        (order == Orders[0], number) switch
        {
            (true, 1) => "/",
            (_, 1) => $"/?sort={Text(order)}",
            _ => $"/?sort={Text(order)}&page={number}",
        };

    private static IEnumerable<TableRow> Grouped(Country country)
    {
        foreach (var group in country.Hierarchy.Groups)
        {
            if (country.Group(group.Name) is { } whole)
            {
                yield return TableRow.Group(whole, group.Level);
                foreach (var place in group.Locations.Select(country.Find).OfType<Place>())
                {
                    yield return TableRow.Of(place);
                }
            }
        }

        foreach (var place in country.Places.Where(place => !country.Hierarchy.Above(place.Name).Any()))
        {
            yield return TableRow.Of(place);
        }
    }

    private static string Text(TableOrder order) =>
        order switch
        {
            TableOrder.Group => "region",
            TableOrder.Expected => "expected",
            TableOrder.Change => "change",
            _ => "name",
        };

    private static double Expected(Place place) => place.Forecast.At(1)?.Quantiles.Median ?? -1;

    private static double Change(Place place) =>
        place.LastReported is { Cases: > 0 } last ? Expected(place) / (place.LastExpected ?? last.Cases) : -1;
}

/// <summary>A line of the table.</summary>
/// <param name="Place">A location, or a group as if it were one.</param>
/// <param name="Link">Its page.</param>
/// <param name="Level">Of a group, 1 at the top and 0 where it does not matter; null for a location.</param>
public sealed record TableRow(Place Place, string Link, int? Level)
{
    public static TableRow Of(Place place) => new(place, "/locations/" + LocationName.ToRoute(place.Name), null);

    public static TableRow Group(Place place, int level) => new(place, "/groups/" + LocationName.ToRoute(place.Name), level);
}

/// <summary>By what the table is sorted.</summary>
public enum TableOrder
{
    Name,
    Expected,
    Change,
    Group,
}
