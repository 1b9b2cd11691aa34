using MalariaPredictor.Backend.Hierarchies;
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
    private const double Near = 0.02;

    // Chance makes one number the sum of others now and then. Each period counts for as much as it is unlikely, in bits.
    private const double EnoughBits = 30;
    private const double MostBitsOfAPeriod = 10;
    private const int FewestPeriods = 3;

    // A new place beside places that are all known: a single period of a large exact sum is hardly chance.
    private const double EnoughBitsOfNew = 7;
    private const double SuspiciousBits = 12;

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
        "totalgeral",
        "totalnational",
        "totalpays",
        "totalpais",
        "totaal",
        "totale",
        "gesamtsumme",
        "jumla",
        "итого",
        "всего",
        "المجموع",
        "الإجمالي",
        "合计",
        "总计",
    ];

    /// <summary>The file without such places.</summary>
    /// <param name="file">The file.</param>
    /// <param name="known">The canonical names of the places in the database.</param>
    /// <param name="warnings">Told of each place left out, and of those that are called like a total.</param>
    public static ChapFile LeaveOut(ChapFile file, IReadOnlySet<string> known, Warnings warnings)
    {
        var cases = file.Observations.ColumnOf(Variables.Cases);
        if (cases < 0)
        {
            return file;
        }

        var series = Series(file, cases);
        var (left, groups) = (new HashSet<int>(), new List<ParentLine>());
        while (Next(file, known, series, left) is { } found)
        {
            left.Add(found.Place);
            if (found.Group && file.Places[found.Place] is { Parent: { } parent } group)
            {
                groups.Add(new ParentLine(group.Written, parent, group.ParentLine));
            }

            var label = file.Places[found.Place].Label;
            warnings.Say(
                found.Group
                    ? $"{label} is the sum of the places that name it as their parent: its rows are left out, and it remains as their group"
                    : $"{label} is the sum of the {found.Of} in {found.Periods} of "
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
        if (left.Count == 0 && Suspect(file, series) is { } suspect)
        {
            warnings.Say(
                $"{file.Places[suspect].Label} is the sum of the other places in every period, which are too few to tell whether it is a "
                    + "total, and is read as a place: if it is a total, delete its rows and import the file into a new database"
            );
        }

        return left.Count == 0 ? file : Without(file, left) with { Groups = groups };
    }

    /// <summary>The next place to leave out, groups before totals of all.</summary>
    private static Found? Next(ChapFile file, IReadOnlySet<string> known, Dictionary<int, double>[] series, HashSet<int> left)
    {
        var present = Enumerable.Range(0, file.Places.Count).Where(place => !left.Contains(place)).ToArray();
        var children = Enumerable
            .Range(0, file.Places.Count)
            .Where(place => file.Places[place].Parent is not null)
            .ToLookup(place => PlaceName.Canonical(file.Places[place].Parent!), StringComparer.Ordinal);
        foreach (var place in present)
        {
            // Of a nation with regions the parts are the districts, once the regions are left out.
            int[] parts = [.. Below(place, []).Distinct()];
            if (parts.Length > 0 && Compare(series, place, parts, fewest: 1) is { } sum && sum.IsSum(named: true))
            {
                return new Found(place, true, "", sum.Matched);
            }
        }

        foreach (var place in present.Where(place => IsCalledTotal(file.Places[place])))
        {
            foreach (var (parts, of, fewest) in Parts(file.Places, place, present))
            {
                if (parts.Length >= fewest && Compare(series, place, parts, fewest) is { } sum && sum.IsSum(named: true))
                {
                    return new Found(place, false, of, sum.Matched);
                }
            }
        }

        foreach (var (place, parts) in HalfOfAll(file.Places, series, present))
        {
            var isNew =
                !IsKnown(file.Places[place], known)
                && Array.TrueForAll(parts, part => IsKnown(file.Places[part], known))
                && known.Count > 0;
            if (Compare(series, place, parts, fewest: 2) is { } sum && (sum.IsSum(named: false) || (isNew && sum.IsExact(EnoughBitsOfNew))))
            {
                return new Found(place, false, $"{parts.Length} other places", sum.Matched);
            }
        }

        return null;

        IEnumerable<int> Below(int place, HashSet<int> seen) =>
            seen.Add(place)
                ? children[PlaceName.Canonical(file.Places[place].Written)]
                    .Where(part => part != place)
                    .SelectMany(part => left.Contains(part) ? Below(part, seen) : [part])
                : [];
    }

    /// <summary>What a place that is called a total may be the sum of: its siblings, all, or the places listed around it.</summary>
    private static IEnumerable<(int[] Parts, string Of, int Fewest)> Parts(IReadOnlyList<FilePlace> places, int place, int[] present)
    {
        int[] ordinary = [.. present.Where(part => part != place && !IsCalledTotal(places[part]))];
        yield return (ordinary, $"{ordinary.Length} other places", 2);
        if (places[place].Parent is { } parent)
        {
            int[] siblings = [.. ordinary.Where(part => places[part].Parent is { } its && PlaceName.Same(its, parent))];
            yield return (siblings, $"{siblings.Length} other places in {parent}", 1);
        }

        // A pivot table lists the parts of a subtotal before it or after it.
        int[] before = [.. Enumerable.Range(0, place).Reverse().TakeWhile(part => !IsCalledTotal(places[part])).Where(present.Contains)];
        yield return (before, $"{before.Length} places listed before it", 1);
        int[] after =
        [
            .. Enumerable
                .Range(place + 1, places.Count - place - 1)
                .TakeWhile(part => !IsCalledTotal(places[part]))
                .Where(present.Contains),
        ];
        yield return (after, $"{after.Length} places listed after it", 1);
    }

    /// <summary>The places that have half of all cases, as a total has. A quick look, before all periods are compared.</summary>
    private static IEnumerable<(int Place, int[] Parts)> HalfOfAll(
        IReadOnlyList<FilePlace> places,
        Dictionary<int, double>[] series,
        int[] present
    )
    {
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
        return present
            .Where(place => CouldBeTotal(places, place))
            .Where(place =>
                series[place].Values.Sum() is var own
                && series[place].Keys.Sum(period => totals[period]) is var all
                && own > 0
                && Math.Abs((2 * own) - all) <= 2 * Near * all
            )
            .Select(place => (place, (int[])[.. present.Where(part => part != place)]));
    }

    /// <summary>A place that is exactly the sum of the others, in too few periods for a judgement.</summary>
    private static int? Suspect(ChapFile file, Dictionary<int, double>[] series)
    {
        int[] present = [.. Enumerable.Range(0, file.Places.Count)];
        foreach (var (place, parts) in HalfOfAll(file.Places, series, present))
        {
            if (Compare(series, place, parts, fewest: 2) is { } sum && sum.IsExact(SuspiciousBits))
            {
                return place;
            }
        }

        return null;
    }

    private static bool IsKnown(FilePlace place, IReadOnlySet<string> known) =>
        known.Contains(PlaceName.Canonical(place.Written)) || known.Contains(PlaceName.Canonical(place.Label));

    /// <summary>A place with a parent that others have too was declared a place beside them.</summary>
    private static bool CouldBeTotal(IReadOnlyList<FilePlace> places, int place) =>
        places[place].Parent is not { } parent
        || IsCalledTotal(places[place])
        || places.Index().All(other => other.Index == place || other.Item.Parent is not { } its || !PlaceName.Same(its, parent));

    private static bool IsCalledTotal(FilePlace place)
    {
        var bare = NearNames.Bare(place.Written);
        return Words.Any(word => NearNames.Bare(word) == bare)
            || PlaceName.Canonical(place.Written).Split(' ', ':', '(')
                is ["total" or "subtotal", ..]
                    or [.., "total" or "subtotal" or "total)"];
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

    private sealed record Found(int Place, bool Group, string Of, int Periods);

    private sealed record Comparison(int Periods, int Matched, int Exact, double Bits)
    {
        public bool IsExact(double bits) => Exact == Periods && Bits >= bits;

        /// <summary>A name that says "total" needs no further evidence than that it is one.</summary>
        public bool IsSum(bool named) =>
            named ? Matched * 10 >= Periods * 9 && Exact + Bits > 0 : Matched == Periods && Periods >= FewestPeriods && Bits >= EnoughBits;
    }
}
