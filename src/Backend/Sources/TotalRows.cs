using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources;

/// <summary>
/// Finds places that are the sum of others in every period, as a pivot table's row "Total" is, and leaves them out: with them every case
/// would count twice. A place that is the sum of those that name it as their parent remains as their group.
/// </summary>
internal static class TotalRows
{
    private const int MostRounds = 8;
    private const double Near = 0.02;

    // Chance makes one number the sum of others now and then. Each period counts for as much as it is unlikely, in bits.
    private const double EnoughBits = 30;
    private const double MostBitsOfAPeriod = 10;
    private const int FewestPeriods = 3;

    private static readonly string[] Words =
    [
        "total",
        "totals",
        "grandtotal",
        "subtotal",
        "sum",
        "all",
        "overall",
        "national",
        "nationaltotal",
        "country",
        "somme",
        "totalgeneral",
        "totalgénéral",
        "ensemble",
        "gesamt",
        "summe",
        "toplam",
        "jumlah",
        "alldistricts",
        "allregions",
        "alllocations",
        "nationwide",
    ];

    /// <summary>The file without such places.</summary>
    public static ChapFile LeaveOut(ChapFile file, Warnings warnings)
    {
        var cases = file.Observations.ColumnOf(Variables.Cases);
        if (cases < 0)
        {
            return file;
        }

        var series = Series(file, cases);
        var left = new HashSet<int>();
        for (var round = 0; round < MostRounds && Next(file, series, left) is { } found; round++)
        {
            left.Add(found.Place);
            var label = file.Places[found.Place].Label;
            warnings.Say(
                found.Group
                    ? $"{label} is the sum of the places that name it as their parent: its rows are left out, and it remains as their group"
                    : $"{label} is the sum of the {found.Parts} other places in {found.Periods} of "
                        + $"{series[found.Place].Count} periods: its rows are left out, as "
                        + "its cases would count twice. If it is a place of its own, write its region into the column parent"
            );
        }

        string[] suspects =
        [
            .. file
                .Places.Index()
                .Where(place => !left.Contains(place.Index) && IsCalledTotal(place.Item))
                .Select(place => place.Item.Label),
        ];
        warnings.SayIf(
            suspects.Length > 0 && file.Places.Count > 1
                ? $"called like a total, but not the sum of the others, and read as a place: {Warnings.Some(suspects)}"
                : null
        );
        return left.Count == 0 ? file : Without(file, left);
    }

    /// <summary>The next place to leave out, groups before totals of all.</summary>
    private static Found? Next(ChapFile file, Dictionary<int, double>[] series, HashSet<int> left)
    {
        var present = Enumerable.Range(0, file.Places.Count).Where(place => !left.Contains(place)).ToArray();
        var children = present
            .Where(place => file.Places[place].Parent is not null)
            .ToLookup(place => PlaceName.Canonical(file.Places[place].Parent!), StringComparer.Ordinal);
        foreach (var place in present)
        {
            int[] parts = [.. children[PlaceName.Canonical(file.Places[place].Written)].Where(part => part != place)];
            if (parts.Length > 0 && Compare(series, place, parts, fewest: 1) is { } sum && sum.IsSum(named: true))
            {
                return new Found(place, true, parts.Length, sum.Matched);
            }
        }

        var totals = present.Aggregate(
            new Dictionary<int, double>(),
            (all, place) =>
            {
                foreach (var (period, value) in series[place])
                {
                    all[period] = all.GetValueOrDefault(period) + value;
                }

                return all;
            }
        );
        foreach (var place in present.Where(place => CouldBeTotal(file.Places, place)))
        {
            // A quick look first: what is the sum of the others is half of all.
            var (own, all) = (series[place].Values.Sum(), series[place].Keys.Sum(period => totals[period]));
            if (own <= 0 || Math.Abs((2 * own) - all) > 2 * Near * all)
            {
                continue;
            }

            int[] parts = [.. present.Where(part => part != place)];
            if (Compare(series, place, parts, fewest: 2) is { } sum && sum.IsSum(IsCalledTotal(file.Places[place])))
            {
                return new Found(place, false, parts.Length, sum.Matched);
            }
        }

        return null;
    }

    /// <summary>A place with a parent that others have too was declared a place beside them.</summary>
    private static bool CouldBeTotal(IReadOnlyList<FilePlace> places, int place) =>
        places[place].Parent is not { } parent
        || IsCalledTotal(places[place])
        || places.Index().All(other => other.Index == place || other.Item.Parent is not { } its || !PlaceName.Same(its, parent));

    private static bool IsCalledTotal(FilePlace place)
    {
        var bare = NearNames.Bare(place.Written);
        return Words.Any(word => NearNames.Bare(word) == bare)
            || PlaceName.Canonical(place.Written).Split(' ', ':', '(') is ["total" or "subtotal", ..];
    }

    private static Comparison? Compare(Dictionary<int, double>[] series, int place, int[] parts, int fewest)
    {
        var (matched, exact, bits) = (0, 0, 0.0);
        var counting = new HashSet<int>();
        foreach (var (period, value) in series[place])
        {
            var sum = 0.0;
            foreach (var part in parts)
            {
                var of = series[part].GetValueOrDefault(period);
                sum += of;
                if (of > 0)
                {
                    counting.Add(part);
                }
            }

            var off = Math.Abs(value - sum);
            if (off <= Math.Max(1e-9 * sum, 0))
            {
                (matched, exact) = (matched + 1, exact + 1);
                bits += Math.Min(MostBitsOfAPeriod, Math.Log2(1 + sum));
            }
            else if (off <= Math.Max(1, Near * sum))
            {
                matched++;
                bits += Math.Min(1 / Near, sum) > 1 ? Math.Min(4, Math.Log2(1 + sum) / 2) : 0;
            }
        }

        return counting.Count < fewest || series[place].Count == 0 ? null : new Comparison(series[place].Count, matched, exact, bits);
    }

    private static Dictionary<int, double>[] Series(ChapFile file, int cases)
    {
        var batch = file.Observations;
        Dictionary<int, double>[] series = [.. file.Places.Select(_ => new Dictionary<int, double>())];
        for (var row = 0; row < batch.Rows; row++)
        {
            if (batch.Values[cases][row] is var value && !double.IsNaN(value))
            {
                series[batch.LocationOf[row]][batch.OrdinalOf[row]] = value;
            }
        }

        return series;
    }

    private static ChapFile Without(ChapFile file, HashSet<int> left)
    {
        var batch = file.Observations;
        int[] places = [.. Enumerable.Range(0, file.Places.Count).Where(place => !left.Contains(place))];
        int[] rows = [.. Enumerable.Range(0, batch.Rows).Where(row => !left.Contains(batch.LocationOf[row]))];
        var index = places.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return file with
        {
            Places = [.. places.Select(place => file.Places[place])],
            Observations = batch with
            {
                Locations = [.. places.Select(place => batch.Locations[place])],
                LocationOf = Array.ConvertAll(rows, row => index[batch.LocationOf[row]]),
                OrdinalOf = Array.ConvertAll(rows, row => batch.OrdinalOf[row]),
                Values = [.. batch.Values.Select(values => Array.ConvertAll(rows, row => values[row]))],
            },
        };
    }

    private sealed record Found(int Place, bool Group, int Parts, int Periods);

    private sealed record Comparison(int Periods, int Matched, int Exact, double Bits)
    {
        /// <summary>A name that says "total" needs no further evidence than that it is one.</summary>
        public bool IsSum(bool named) =>
            named ? Matched * 10 >= Periods * 9 && Exact + Bits > 0 : Matched == Periods && Periods >= FewestPeriods && Bits >= EnoughBits;
    }
}
