using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Jobs;

/// <summary>Which jobs run, read from environment variables and valid by construction.</summary>
/// <param name="BackgroundJobs">FEATURE_BACKGROUND_JOBS: true or false; by default true. False: none runs by itself.</param>
/// <param name="Predictions">FEATURE_ML_PREDICTIONS: whether forecasts are made and models retrained; by default true.</param>
/// <param name="Ingestion">FEATURE_DATA_INGESTION: whether sources are fetched; by default true.</param>
/// <param name="Backups">BACKUP_DIR is set: backups are made every night.</param>
/// <param name="Secret">API_SECRET_KEY, or the file that API_SECRET_KEY_FILE names: who shows it may start jobs; null: nobody may, from
/// outside.</param>
public sealed record JobOptions(bool BackgroundJobs, bool Predictions, bool Ingestion, bool Backups, string? Secret)
{
    /// <exception cref="UserFacingException">A variable holds a bad value: its name, the expected shape and the remedy.</exception>
    public static JobOptions Read(Func<string, string?> variable) =>
        new(
            Switch("FEATURE_BACKGROUND_JOBS", variable),
            Switch("FEATURE_ML_PREDICTIONS", variable),
            Switch("FEATURE_DATA_INGESTION", variable),
            !string.IsNullOrWhiteSpace(variable("BACKUP_DIR")),
            Hosting.Secret.Read("API_SECRET_KEY", variable)
        );

    private static bool Switch(string name, Func<string, string?> variable) =>
        variable(name)?.Trim().ToLowerInvariant() switch
        {
            null or "" or "true" => true,
            "false" => false,
            var other => throw new UserFacingException($"{name} is '{other}'.", "Set it to true or false, or leave it unset for true."),
        };
}
