using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Finds the column of the place, and that of the group it is part of.</summary>
internal sealed class PlaceColumns(Header header, HashSet<int> used, Question question)
{
    private static readonly string[] Countries = ["country", "pays", "pais"];
    private static readonly string[] Regions = ["region", "province", "provincia", "state", "adm1", "admin1", "adm1name"];
    private static readonly string[] Facilities = ["facility", "facilityname", "healthfacility", "site"];

    /// <param name="place">The column of the place, where it is stated; else −1.</param>
    /// <param name="parent">The same of the parent.</param>
    public (int Place, int Parent) Find(int place, int parent)
    {
        parent = parent >= 0 ? parent : Exact(ChapColumns.Parent);
        used.Add(parent);
        place = place >= 0 ? place : Exact(ChapColumns.Location);
        if (place >= 0)
        {
            used.Add(place);
            return (place, parent);
        }

        int[] found =
        [
            .. Enumerable
                .Range(0, header.Names.Length)
                .Where(column => !used.Contains(column) && Names.IsPlace(header.Names[column]) && Texts(column).Length > 0),
        ];
        if (found.Length <= 1)
        {
            return (found.FirstOrDefault(-1), parent);
        }

        place = Finest(found);
        used.UnionWith(found);
        return (place, parent >= 0 ? parent : Above(place, found));
    }

    /// <summary>The column of the most names, which must not be of a coarser kind than another one's.</summary>
    private int Finest(int[] found)
    {
        var most = found.Max(column => Texts(column).Length);
        int[] candidates = [.. found.Where(column => Texts(column).Length == most)];
        var rank = found.Max(column => Rank(header.Names[column]));
        int[] finest = [.. candidates.Where(column => Rank(header.Names[column]) == rank)];
        if (finest is [var one])
        {
            return one;
        }

        // DHIS2's levels repeat the place's own name.
        if (finest.Length > 1 && finest.All(column => header.Rows.All(row => row[column] == row[finest[0]])))
        {
            return finest.FirstOrDefault(
                column => ChapColumns.Plain(header.Names[column]).EndsWith("name", StringComparison.Ordinal),
                finest[0]
            );
        }

        throw question.Ask(
            $"the columns {Warnings.Some([.. found.Select(header.Name)])} may all be the place.",
            $"place: \"{header.Name(found[^1])}\" and parent: \"{header.Name(found[0])}\", or the other way round",
            found[0]
        );
    }

    /// <summary>Of the other columns the one of the most names, where each place lies in one of them; −1 where there is none.</summary>
    private int Above(int place, int[] found) =>
        found
            .Where(column =>
                column != place
                && Rank(header.Names[column]) <= Rank(header.Names[place])
                && !header.Rows.All(row => row[column] == row[place])
            )
            .OrderByDescending(column => Texts(column).Length)
            .ThenByDescending(column => Rank(header.Names[column]))
            .FirstOrDefault(-1);

    private static int Rank(string name)
    {
        var plain = ChapColumns.Plain(name);
        return Countries.Contains(plain, StringComparer.Ordinal) ? 0
            : Regions.Contains(plain, StringComparer.Ordinal) ? 1
            : Facilities.Contains(plain, StringComparer.Ordinal) ? 3
            : 2;
    }

    private int Exact(string name) => Array.FindIndex(header.Names, given => given.Equals(name, StringComparison.OrdinalIgnoreCase));

    private string[] Texts(int column) =>
        [.. header.Rows.Select(row => row[column]).Where(text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
}
