using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>
/// Lines that give the same place and period. Neither may simply be dropped: they are mostly parts of one count, by parasite, age or
/// facility, or two places of one name. The message says in what the lines differ, and what to do about that.
/// </summary>
internal sealed class RepeatedRows
{
    private const int MostCompared = 1000;

    /// <summary>Usual names of a column that says which parasite a line counts.</summary>
    public static readonly string[] Parasites = ["species", "parasite", "plasmodium", "pathogen", "parasitespecies", "organism"];
    private static readonly string[] Ages = ["age", "agegroup", "agecategory", "ageband", "ages", "sex", "gender", "agesex"];
    private static readonly string[] Facilities =
    [
        "facility",
        "healthfacility",
        "hospital",
        "clinic",
        "healthcentre",
        "healthcenter",
        "site",
        "facilityname",
        "hf",
    ];
    private static readonly string[] Regions =
    [
        "region",
        "province",
        "state",
        "zone",
        "county",
        "adm1",
        "admin1",
        "adm1name",
        "country",
        "department",
    ];

    private readonly List<(long First, long Second, string Place)> _pairs = [];

    public long Count { get; private set; }

    public void Add(long line, long other, string place)
    {
        Count++;
        if (_pairs.Count < MostCompared)
        {
            _pairs.Add((Math.Min(line, other), Math.Max(line, other), place));
        }
    }

    /// <summary>Reads the lines again, to compare all of their columns.</summary>
    public void Tell(FileContent content, ProblemList problems)
    {
        if (Count == 0)
        {
            return;
        }

        var wanted = _pairs.SelectMany(pair => new[] { pair.First, pair.Second }).ToHashSet();
        var (header, lines, last) = (Array.Empty<string>(), new Dictionary<long, string[]>(), wanted.Max());
        using (var text = new CsvText(content, new ProblemList(content.Name), new Warnings()))
        {
            text.Read(
                (csv, line) =>
                {
                    header = header.Length == 0 ? CsvText.Fields(csv) : header;
                    if (wanted.Contains(line))
                    {
                        lines[line] = CsvText.Fields(csv);
                    }

                    return line < last;
                }
            );
        }

        foreach (var (first, second, place) in _pairs.OrderBy(pair => pair.Second))
        {
            string[] differing =
            [
                .. Enumerable
                    .Range(0, header.Length)
                    .Where(column => lines[first][column] != lines[second][column])
                    .Select(column => header[column]),
            ];
            var remedy = Remedy(differing, header);
            problems.Add(
                second,
                $"{ChapColumns.Location}, {ChapColumns.Period}",
                place,
                $"this place and period are in line {first} already; the two lines "
                    + (differing.Length == 0 ? "are identical." : $"differ in {string.Join(", ", differing)}."),
                remedy,
                $"repeated {string.Join(",", differing)}"
            );
        }

        for (var untold = _pairs.Count; untold < Count; untold++)
        {
            problems.Add(0, "", "", "more lines give a place and period again.", "See the lines above.");
        }
    }

    private static string Remedy(string[] differing, string[] header)
    {
        string? Of(string[] names) => differing.FirstOrDefault(name => names.Contains(NearNames.Bare(name), StringComparer.Ordinal));
        if (differing.Length == 0)
        {
            return "Delete one of them, once you know why it is there twice.";
        }

        if (Of([ChapColumns.Location]) is not null)
        {
            return "Names that differ only in spelling (capitals, accents, spaces, hyphens) are one place: write it in one way "
                + "and keep one line for each "
                + $"period, or give two places different names or a {ChapColumns.Parent}.";
        }

        if (Of([ChapColumns.Parent]) is not null)
        {
            return $"A line without a {ChapColumns.Parent}, or with another spelling of it, is of the same place. Write the parent "
                + "in every line, in one spelling; two places of one name need two parents.";
        }

        if (Of(Parasites) is { } parasite)
        {
            return $"The cases of each {parasite} are parts of one count: put them into columns {Variables.FalciparumCases} and "
                + $"{Variables.VivaxCases} of one line, or add them up. Dropping a line would lose cases.";
        }

        if (Of(Facilities) is { } facility)
        {
            return $"Make {facility} the {ChapColumns.Location} and the present {ChapColumns.Location} its "
                + $"{ChapColumns.Parent}, or add the cases up. "
                + "Dropping a line would lose cases.";
        }

        if (Of(Ages) is { } age)
        {
            return $"Add up the cases of each {age}, so that one line holds all of a place and period. Dropping a line would lose cases.";
        }

        if (Of(Regions) is { } region)
        {
            return $"If these are two places of one name, rename the column {region} to {ChapColumns.Parent}: a place "
                + $"is known by its parent and its name.";
        }

        return $"If these are two places of one name, add a column {ChapColumns.Parent} with the region of each line"
            + (header.Any(name => Regions.Contains(NearNames.Bare(name), StringComparer.Ordinal)) ? " (rename the column that has it)" : "")
            + "; if they are parts of one count (by parasite, age or facility), add them up; if one is a mistake, find out which.";
    }
}
