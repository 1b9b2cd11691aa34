using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Nowcasts;

/// <summary>
/// Six districts that import each month's reports around the 10th of the next: two thirds or so of a month's cases by then, nearly all of
/// them a month later.
/// </summary>
internal sealed class LateCountry(double onTime = .65)
{
    private static readonly string[] Districts = ["Akoro", "Bela", "Côte", "Dunga", "Eno", "Fara"];
    private static readonly Period First = Period.Month(2023, 1);

    /// <summary>A database with everything to the end of 2025 at once, and then so many months, one import each.</summary>
    public async Task<Scratch> ImportedAsync(int months, Dialect on = Dialect.Sqlite)
    {
        var scratch = await Scratch.MigratedAsync(on);
        for (var month = 0; month <= months; month++)
        {
            await ImportAsync(scratch, month);
        }

        return scratch;
    }

    /// <summary>The import of the month after 2025 of that number; 0 is the first, of all months before.</summary>
    public async Task ImportAsync(Scratch scratch, int month)
    {
        var newest = Period.Month(2025, 12).Plus(month);
        scratch.Clock.SetUtcNow(new DateTimeOffset(newest.Plus(1).Start.AddDays(7 + (month % 5)), new TimeOnly(9, 0), TimeSpan.Zero));
        await scratch.ImportAsync(Reports(newest, month == 0 ? newest.Minus(First) + 1 : 4));
    }

    /// <summary>What is known of the newest months.</summary>
    public string Reports(Period newest, int months)
    {
        var text = new StringBuilder("time_period,location,parent,disease_cases,population\n");
        for (var delay = months - 1; delay >= 0; delay--)
        {
            foreach (var (index, district) in Districts.Index())
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{newest.Plus(-delay)},{district},{(index < 3 ? "North" : "South")},{Known(index, newest.Plus(-delay), delay)},10000\n"
                );
            }
        }

        return text.ToString();
    }

    private double Known(int district, Period period, int delay)
    {
        var random = new Random((period.Ordinal * 31) + district);
        var season = 1 + (.6 * Math.Sin((period.Ordinal + district) * Math.PI / 6));
        var final = Math.Round((district + 1) * 100 * season * (.8 + (.4 * random.NextDouble())));
        var missing = onTime >= 1 ? 0 : (1 - onTime) * (.7 + (.1 * district) + (.2 * random.NextDouble())) * Math.Pow(.1, delay);
        return Math.Round(final * (1 - missing));
    }
}
