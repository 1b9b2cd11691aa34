using MalariaPredictor.Backend.Locations;

namespace MalariaPredictor.Backend.Dashboard;

/// <summary>The part of the table that one page shows, in the order asked for.</summary>
public sealed record TablePage(IReadOnlyList<Place> Places, TableOrder Order, int Number, int Pages)
{
    /// <summary>A page has to stay under 100 KB: so many rows fit beside the map.</summary>
    public const int MostRows = 130;

    /// <summary>Anything not understood falls back to the first page by name: these links are followed by hand.</summary>
    public static TablePage Of(Country country, string? sort, string? page)
    {
        var order = Enum.TryParse<TableOrder>(sort, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : TableOrder.Name;
        var sorted = order switch
        {
            TableOrder.Expected => country.Places.OrderByDescending(Expected),
            TableOrder.Change => country.Places.OrderByDescending(Change),
            _ => country.Places.OrderBy(place => place.Name, StringComparer.OrdinalIgnoreCase),
        };
        var pages = Math.Max(1, (country.Places.Count + MostRows - 1) / MostRows);
        var number = int.TryParse(page, out var asked) ? Math.Clamp(asked, 1, pages) : 1;
        return new TablePage([.. sorted.Skip((number - 1) * MostRows).Take(MostRows)], order, number, pages);
    }

    /// <summary>The link to another order or page.</summary>
    public static string Link(TableOrder order, int number) =>
        (order, number) switch
        {
            (TableOrder.Name, 1) => "/",
            (_, 1) => $"/?sort={Text(order)}",
            _ => $"/?sort={Text(order)}&page={number}",
        };

    private static string Text(TableOrder order) => order switch
    {
        TableOrder.Expected => "expected",
        TableOrder.Change => "change",
        _ => "name",
    };

    private static double Expected(Place place) => place.Forecast.At(1)?.Quantiles.Median ?? -1;

    private static double Change(Place place) => place.LastReported is { Cases: > 0 } last ? Expected(place) / last.Cases : -1;
}

/// <summary>By what the table is sorted.</summary>
public enum TableOrder
{
    Name,
    Expected,
    Change,
}
