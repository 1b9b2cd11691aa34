using System.Globalization;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Forecasting.Series;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MalariaPredictor.Backend.Observations;

/// <summary>Which part of a panel is asked for. Made from text that was checked against the panel itself.</summary>
public sealed record ObservationQuery(IReadOnlyList<int> Locations, IReadOnlyList<string> Variables, int From, int To)
{
    /// <summary>Every parameter's value must mean something here: else a problem that says what would.</summary>
    public static (ObservationQuery? Query, ProblemHttpResult? Problem) Of(
        Panel panel,
        string? location,
        string? variable,
        string? from,
        string? to
    )
    {
        var row = location is null ? -1 : Row(panel, location);
        if (location is not null && row < 0)
        {
            return (null, Problems.UnknownLocation(location, [.. panel.Locations]));
        }

        if (variable is not null && !panel.Has(variable))
        {
            return (null, Problems.UnknownValue("variable", variable, [.. panel.Variables]));
        }

        if (Bound("from", from, panel.First, panel) is { Problem: { } badFrom })
        {
            return (null, badFrom);
        }

        if (Bound("to", to, panel.Last, panel) is { Problem: { } badTo })
        {
            return (null, badTo);
        }

        return (
            new ObservationQuery(
                row < 0 ? [.. Enumerable.Range(0, panel.Locations.Count)] : new[] { row },
                variable is null ? panel.Variables : new[] { variable },
                Math.Max(0, Bound("from", from, panel.First, panel).Index),
                Math.Min(panel.Count - 1, Bound("to", to, panel.Last, panel).Index)
            ),
            null
        );
    }

    /// <summary>A point in time: ISO 8601 with a time zone, or a day, which means its end in UTC.</summary>
    public static DateTimeOffset? Instant(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, new TimeOnly(23, 59, 59, 999), TimeSpan.Zero);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static int Row(Panel panel, string location)
    {
        for (var row = 0; row < panel.Locations.Count; row++)
        {
            if (panel.Locations[row] == location)
            {
                return row;
            }
        }

        return -1;
    }

    private static (int Index, ProblemHttpResult? Problem) Bound(string name, string? text, Period otherwise, Panel panel)
    {
        if (text is null)
        {
            return (otherwise.Minus(panel.First), null);
        }

        var shape = panel.First.Type == PeriodType.Month ? $"a month such as {panel.Last}" : $"an ISO week such as {panel.Last}";
        return PeriodParser.TryParse(text, out var period) && period.Type == panel.First.Type
            ? (period.Minus(panel.First), null)
            : (0, Problems.BadValue(name, text, $"{shape}; the data run from {panel.First} to {panel.Last}"));
    }
}
