using System.Globalization;

namespace MalariaPredictor.Pipeline.Security;

/// <summary>A review as Markdown, which reads as well on a terminal.</summary>
internal static class SecurityText
{
    public static string Of(SecurityReview review) =>
        string.Join(
            '\n',
            [
                Verdict(review),
                .. review.Blocking.Select(finding => "- STOPS " + Line(finding)),
                .. review.Exempt.Select(finding => "- accepted " + Line(finding)),
                .. review.Told.Select(finding => "- " + Line(finding)),
                .. review.Expired.Select(exemption =>
                    $"- the exception of {exemption.Id} ({exemption.Owner}: {exemption.Reason}) ended on {Day(exemption.Expires)}"
                ),
                .. review.Unused.Select(exemption => $"- the exception of {exemption.Id} covers nothing any more: remove it"),
            ]
        );

    private static string Verdict(SecurityReview review) =>
        review.Blocking.Count > 0
            ? $"{review.Blocking.Count} findings stop this change. Fix them, or write an exception with id, reason, owner and end into "
                + $"{Exemptions.FileName}."
        : review.Reports == 0 ? "There is no report to judge: nothing is known."
        : $"Nothing stops this change: {review.Reports} reports, {review.Exempt.Count} findings accepted for a time, "
            + $"{review.Told.Count} below severity {Vulnerability.High:0}.";

    private static string Line(Vulnerability finding) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.Id} (severity {finding.Severity:0.0}, {finding.Tool}) {finding.Where}: {finding.Message}"
        );

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
