using System.Text.Json;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Security;

/// <summary>Findings held against what is accepted: what stops a change, what is tolerated and until when, and what is only told.</summary>
/// <param name="Reports">How many reports were read.</param>
/// <param name="Blocking">High, and not exempt.</param>
/// <param name="Exempt">Accepted for a time.</param>
/// <param name="Told">Below high.</param>
/// <param name="Expired">Exemptions that have ended; whatever they covered blocks.</param>
/// <param name="Unused">Exemptions of what no scanner finds any more.</param>
internal sealed record SecurityReview(
    int Reports,
    IReadOnlyList<Vulnerability> Blocking,
    IReadOnlyList<Vulnerability> Exempt,
    IReadOnlyList<Vulnerability> Told,
    IReadOnlyList<Exemption> Expired,
    IReadOnlyList<Exemption> Unused
)
{
    public static SecurityReview Of(int reports, IReadOnlyList<Vulnerability> findings, IReadOnlyList<Exemption> exemptions, DateOnly today)
    {
        var valid = exemptions
            .Where(exemption => exemption.Expires >= today)
            .Select(exemption => exemption.Id)
            .ToHashSet(StringComparer.Ordinal);
        var found = findings
            .Distinct()
            .OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Id, StringComparer.Ordinal)
            .ToList();
        return new SecurityReview(
            reports,
            [.. found.Where(finding => finding.IsHigh && !valid.Contains(finding.Id))],
            [.. found.Where(finding => finding.IsHigh && valid.Contains(finding.Id))],
            [.. found.Where(finding => !finding.IsHigh)],
            [.. exemptions.Where(exemption => exemption.Expires < today)],
            [.. exemptions.Where(exemption => !found.Exists(finding => finding.Id == exemption.Id))]
        );
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SecurityReview))]
internal sealed partial class SecurityJson : JsonSerializerContext;

/// <summary>What a scanner says is wrong.</summary>
/// <param name="Tool">Which scanner.</param>
/// <param name="Id">Its rule: a CVE, or a rule of the scanner's own.</param>
/// <param name="Severity">CVSS score, 0…10; for scanners that give none, from the level: error 8, warning 5, note 2.</param>
/// <param name="Where">File and line; empty where it is about no file.</param>
/// <param name="Message">In the scanner's words.</param>
internal sealed record Vulnerability(string Tool, string Id, double Severity, string Where, string Message)
{
    /// <summary>From here on a finding stops a change: "high" in CVSS 3.1.</summary>
    public const double High = 7;

    public bool IsHigh => Severity >= High;
}
