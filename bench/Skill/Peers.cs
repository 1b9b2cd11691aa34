namespace MalariaPredictor.Skill;

/// <summary>
/// The best single peer on each set: log-WIS relative to SRP with all its errors, on the same origins and cases. Measured with the peers'
/// own scripts (quantile boosting on the change from the last value with scikit-learn, pooled ridge round SRP with numpy, GAM with mgcv,
/// ETS and ARIMA with forecast, hhh4 with surveillance); the numbers are those of docs/decisions/0005-members.md.
/// </summary>
internal static class Peers
{
    /// <summary>The one that is best on all sets together: quantile boosting on the change from the last value.</summary>
    public const double BestPooled = .938;

    /// <summary>On each set the best of all peers, SRP itself included.</summary>
    public static readonly IReadOnlyDictionary<string, double> Best = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["uganda"] = 1.000,
        ["madagascar"] = .878,
        ["vietnam-dengue"] = .857,
        ["brazil-dengue"] = .919,
    };
}
