namespace MalariaPredictor.Backend.Verification;

/// <summary>How forecasts that were issued did, now that what they spoke of has been reported.</summary>
/// <param name="Origins">Of how many origins any forecast could be scored.</param>
/// <param name="Cases">How many forecasts were scored: a location, an origin and a horizon each.</param>
/// <param name="RelativeLogWis">Log-WIS over that of the yardstick, made from what was known at the same origin; null where that scored
/// nothing.</param>
/// <param name="Coverage80">The share of reports within the central 80 % interval, 0…1.</param>
public sealed record VerificationScores(int Origins, int Cases, double? RelativeLogWis, double Coverage80);
