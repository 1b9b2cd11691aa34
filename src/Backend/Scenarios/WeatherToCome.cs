using System.Globalization;
using System.Text.Json.Serialization;
using MalariaPredictor.Forecasting.Models.FutureWeathers;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Scenarios;

/// <summary>What became of given weather after the origin.</summary>
/// <param name="Given">The periods of which some was given.</param>
/// <param name="Horizons">Per horizon whether and how far it counts.</param>
/// <param name="WithoutEffect">Of the periods given those that change no forecast, and why.</param>
public sealed record WeatherToCome(
    IReadOnlyList<string> Given,
    IReadOnlyList<HorizonToCome> Horizons,
    IReadOnlyList<PeriodWithoutEffect> WithoutEffect
)
{
    internal static WeatherToCome? Of(AskedWeather asked, IReadOnlyList<ScenarioPart> parts, Period origin)
    {
        FutureUse[] uses = [.. parts.SelectMany(part => part.Answer.Future)];
        return asked.ToCome.Count == 0
            ? null
            : new WeatherToCome(
                [.. asked.ToCome.Select(period => period.ToString())],
                [.. parts.SelectMany(part => part.Answer.Future.Select(use => HorizonToCome.Of(use, origin, part.Species)))],
                [.. asked.ToCome.Select(period => PeriodWithoutEffect.Of(period, origin, uses)).OfType<PeriodWithoutEffect>()]
            );
    }
}

/// <summary>Whether weather after the origin counts at a horizon.</summary>
/// <param name="Horizon">Periods ahead.</param>
/// <param name="Until">The last period whose weather can matter; null where none after the origin can.</param>
/// <param name="Used">Whether it counts.</param>
/// <param name="RelativeError">Error at past origins had it been known, over that of the forecasts as they were; 1 where unknown.</param>
/// <param name="Words">Why, in a sentence.</param>
/// <param name="Species">Of which species' forecasts this is said, such as <c>cases_pf</c>; absent of those of all cases.</param>
public sealed record HorizonToCome(
    int Horizon,
    string? Until,
    bool Used,
    double RelativeError,
    string Words,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Species
)
{
    internal static HorizonToCome Of(FutureUse use, Period origin, string? species) =>
        new(
            use.Horizon,
            use.Reach > 0 ? origin.Plus(use.Reach).ToString() : null,
            use.State == FutureState.Used,
            Math.Round(use.RelativeError, 4),
            use.State switch
            {
                FutureState.Used => string.Create(
                    CultureInfo.InvariantCulture,
                    $"Weather up to {origin.Plus(use.Reach)} counts: had it been known at past origins, the error would have been "
                        + $"{1 - use.RelativeError:0.0 %} lower."
                ),
                FutureState.NoBetter =>
                    "Weather after the origin changes nothing: at past origins the forecasts would have been no better for knowing it.",
                FutureState.OutOfReach => "Weather after the origin changes nothing: it acts a month later at the earliest.",
                _ => "Weather after the origin changes nothing: the data hold no rain and temperature to learn from, or too little.",
            },
            species
        );
}

/// <summary>A period whose given weather changes no forecast.</summary>
public sealed record PeriodWithoutEffect(string Period, string Words)
{
    internal static PeriodWithoutEffect? Of(Period period, Period origin, IReadOnlyList<FutureUse> uses)
    {
        FutureUse[] reaching = [.. uses.Where(use => use.Reach >= period.Minus(origin))];
        return reaching.Any(use => use.State == FutureState.Used) ? null
            : reaching.Length == 0
                ? new(
                    period.ToString(),
                    $"Too late for the forecasts, which end in {origin.Plus(uses[^1].Horizon)}: weather acts a month later at the earliest."
                )
            : new(
                period.ToString(),
                reaching.Any(use => use.State == FutureState.NoBetter)
                    ? "Switched off: at past origins the forecasts would have been no better for knowing it."
                    : "The data hold no rain and temperature to learn from, or too little."
            );
    }
}
