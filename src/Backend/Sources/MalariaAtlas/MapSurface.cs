using System.Text.RegularExpressions;

namespace MalariaPredictor.Backend.Sources.MalariaAtlas;

/// <summary>One of our variables as a yearly surface of the Malaria Atlas Project gives it.</summary>
/// <param name="Variable">Ours.</param>
/// <param name="Workspace">Of its GeoServer.</param>
/// <param name="Surface">The name behind workspace, version and region: <c>Pf_Parasite_Rate</c>.</param>
/// <param name="Unit">For people.</param>
/// <param name="Highest">No cell has more; 0 is the least.</param>
internal sealed partial record MapSurface(string Variable, string Workspace, string Surface, string Unit, double Highest)
{
    private const string Share = "share, 0 to 1";

    public static IReadOnlyList<MapSurface> All { get; } =
    [
        // Of children of 2 to 9 years.
        new("pfpr", "Malaria", "Pf_Parasite_Rate", Share, 1),
        new("pf_incidence", "Malaria", "Pf_Incidence_Rate", "cases in a year per 1,000 people", 5000),
        new("itn_use", "Interventions", "Insecticide_Treated_Net_Use", Share, 1),
        new("itn_access", "Interventions", "Insecticide_Treated_Net_Access", Share, 1),
        new("irs_coverage", "Interventions", "IRS_Coverage", Share, 1),
    ];

    /// <summary>The newest of some coverages that hold this surface; the whole Earth before Africa. Null where there is none.</summary>
    /// <param name="coverages">Their ids, such as <c>Malaria__202508_Global_Pf_Parasite_Rate</c>.</param>
    public (string Coverage, string Version)? Newest(IEnumerable<string> coverages) =>
        coverages
            .Select(coverage => (Coverage: coverage, Match: Id().Match(coverage)))
            .Where(id => id.Match.Success && id.Match.Groups["workspace"].Value == Workspace && id.Match.Groups["surface"].Value == Surface)
            .OrderByDescending(id => id.Match.Groups["version"].Value, StringComparer.Ordinal)
            .ThenByDescending(id => id.Match.Groups["region"].Value, StringComparer.Ordinal)
            .Select(id => ((string, string)?)(id.Coverage, id.Match.Groups["version"].Value))
            .FirstOrDefault();

    [GeneratedRegex(
        @"^(?<workspace>[A-Za-z_]+?)__(?<version>\d{6})_(?<region>Global|Africa)_(?<surface>\w+)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Id();
}
