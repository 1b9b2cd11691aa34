namespace MalariaPredictor.Pipeline.Targets.Manifests.Settings;

/// <summary>Forms that Kubernetes demands of names and quantities.</summary>
internal static class TextForms
{
    public const string LabelWords = "small letters, digits and hyphens, 63 at most";
    public const string Label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

    public const string NameWords = "small letters, digits, hyphens and dots";
    public const string Name = @"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$";

    public const string Repository = @"^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$";

    public const string CpuWords = "processors such as 500m or \"2\"";
    public const string Cpu = "^([1-9][0-9]*m|[1-9][0-9]*(\\.[0-9]+)?|0\\.[0-9]+)$";

    public const string MemoryWords = "an amount of memory such as 512Mi or 2Gi";
    public const string Memory = "^[1-9][0-9]*(Ki|Mi|Gi|Ti)$";

    public const string NetworkWords = "addresses such as 10.0.0.0/16";
    public const string Network = @"^([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])$|^[0-9a-fA-F:]+/[0-9]{1,3}$";

    public const string HostWords = "a host name such as api.example.org";
    public const string Host = @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$";

    /// <summary>Names of secrets, and of what the manifests set themselves, are refused.</summary>
    public const string Variable =
        "^(?!(ENVIRONMENT|PUBLIC_URL|METRICS_PORT|DRAIN_SECONDS|RELEASE_ID|BACKUP_DIR|DATABASE_URL|REDIS_URL|SENTRY_DSN)$)(?!.*(_KEY|"
        + "PASSWORD|TOKEN|SECRET)$)[A-Z][A-Z0-9_]*$";
}
