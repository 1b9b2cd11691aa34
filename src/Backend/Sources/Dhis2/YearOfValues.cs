using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>
/// Makes observations of an answer. What is known and not in a whole answer any more was deleted in DHIS2, and is withdrawn; an answer that
/// lacks most of what was known is no answer, but a DHIS2 that is making its tables or hides them from this user.
/// </summary>
internal sealed class YearOfValues(Dhis2Settings settings, Answer answer, IReadOnlyList<AskedPeriod> periods, int year)
{
    private const int FewestLost = 3;
    private const int MostLostOf = 5;

    private readonly Dictionary<string, Dictionary<(string Unit, int Period), double>> _byVariable = new(StringComparer.Ordinal);
    private readonly Warnings _warnings = new();

    public IReadOnlyList<string> Noticed => _warnings.All;

    /// <summary>One batch for each variable that has something to say.</summary>
    /// <param name="labels">The name of the place of each unit, by UID.</param>
    /// <param name="known">What is known of a variable at a place in a period; NaN where nothing is.</param>
    /// <exception cref="UserFacingException">A value cannot be, or too many are gone.</exception>
    public IReadOnlyList<ObservationBatch> Batches(IReadOnlyDictionary<string, string> labels, Func<string, string, int, double> known)
    {
        string[] units = [.. labels.Keys.OrderBy(unit => labels[unit], StringComparer.Ordinal)];
        foreach (var item in settings.Items)
        {
            _byVariable[item.Variable] = Values(item, units, labels);
        }

        TellSilentParts(units);
        ApplySpecies(units);
        var batches = new List<ObservationBatch>();
        foreach (var (variable, values) in _byVariable)
        {
            RequireMost(variable, values, units, labels, known);
            if (Batch(variable, values, units, labels, known) is { } batch)
            {
                batches.Add(batch);
            }
        }

        return batches;
    }

    private Dictionary<(string Unit, int Period), double> Values(Dhis2Item item, string[] units, IReadOnlyDictionary<string, string> labels)
    {
        var values = new Dictionary<(string, int), double>();
        var partial = 0;
        foreach (var unit in units)
        {
            foreach (var period in periods)
            {
                var written = item.Yearly ? $"{year:0000}" : period.Text;
                double[] parts = [.. item.Parts.Select(part => answer.Of(part, unit, written))];
                var sum = parts.Where(part => !double.IsNaN(part)).DefaultIfEmpty(double.NaN).Sum();
                if (parts.Any(double.IsNaN) && !item.MissingIsZero)
                {
                    partial += double.IsNaN(sum) ? 0 : 1;
                    continue;
                }

                if (double.IsNaN(sum))
                {
                    continue;
                }

                if (ValueRule.Violated(item.Variable, sum) is { } violated)
                {
                    throw new UserFacingException(
                        $"{Dhis2Client.Source} {period.Period}, {labels[unit]} ({unit}): {item.Variable} is {sum}: {violated.What}",
                        "Correct it in DHIS2, or name another data element in the sources file. Nothing of this year is stored."
                    );
                }

                values[(unit, Ordinal(period))] = sum;
            }
        }

        _warnings.SayIf(
            partial == 0
                ? null
                : $"{item.Variable}: {partial} values taken as missing, since a part of their sum is (missing_parts: zero counts it as 0)"
        );
        return values;
    }

    /// <summary>Of several data elements DHIS2 leaves out in silence those that it does not know.</summary>
    private void TellSilentParts(string[] units)
    {
        string[] silent =
        [
            .. from item in settings.Items
            from part in item.Parts
            where !units.Any(unit => HasAny(item, part, unit))
            select $"{part} ({item.Variable})",
        ];
        _warnings.SayIf(
            silent.Length == 0 || answer.Count == 0
                ? null
                : $"no value in {year} of {Warnings.Some(silent)}: where there should be some check the UID, and that the user may read it"
        );
    }

    private bool HasAny(Dhis2Item item, string part, string unit) =>
        item.Yearly
            ? !double.IsNaN(answer.Of(part, unit, $"{year:0000}"))
            : periods.Any(period => !double.IsNaN(answer.Of(part, unit, period.Text)));

    private static int Ordinal(AskedPeriod asked) => asked.Period.Ordinal;

    /// <summary>As in files: where both species are given their sum is the number of cases, and one alone says nothing.</summary>
    private void ApplySpecies(string[] units)
    {
        if (!_byVariable.TryGetValue(Variables.FalciparumCases, out var falciparum))
        {
            return;
        }

        var vivax = _byVariable[Variables.VivaxCases];
        if (!_byVariable.TryGetValue(Variables.Cases, out var cases))
        {
            _byVariable[Variables.Cases] = cases = [];
        }

        var (alone, other) = (0, 0);
        foreach (var key in units.SelectMany(unit => periods.Select(period => (unit, Ordinal(period)))))
        {
            var (first, second) = (falciparum.TryGetValue(key, out var pf), vivax.TryGetValue(key, out var pv));
            if (first != second)
            {
                falciparum.Remove(key);
                vivax.Remove(key);
                alone++;
            }
            else if (first)
            {
                other += cases.TryGetValue(key, out var total) && !total.Equals(pf + pv) ? 1 : 0;
                cases[key] = pf + pv;
            }
        }

        _warnings.SayIf(alone == 0 ? null : $"{alone} reports that give one species alone, read as giving none");
        _warnings.SayIf(other == 0 ? null : $"{other} totals that are not the sum of the species: the sum counts");
    }

    private void RequireMost(
        string variable,
        Dictionary<(string Unit, int Period), double> values,
        string[] units,
        IReadOnlyDictionary<string, string> labels,
        Func<string, string, int, double> known
    )
    {
        var before = units
            .SelectMany(unit => periods.Select(period => (unit, Ordinal: Ordinal(period))))
            .Where(key => !double.IsNaN(known(variable, labels[key.unit], key.Ordinal)))
            .ToList();
        var lost = before.Where(key => !values.ContainsKey(key)).ToList();
        if (!settings.AcceptWithdrawals && lost.Count > FewestLost && lost.Count * MostLostOf > before.Count)
        {
            throw new UserFacingException(
                $"{Dhis2Client.Source} {year}: {variable}: {lost.Count} of {before.Count} values that are stored are missing in the "
                    + $"answer, such as {labels[lost[0].unit]} in {StoredPeriod.From(settings.Periods, lost[0].Ordinal)}. "
                    + "Nothing of it is stored.",
                "DHIS2 may be making its analytics tables, or this user may no longer see these units: run it again later. If the "
                    + "values were deleted, write withdrawals: all into the sources file for one run."
            );
        }
    }

    private ObservationBatch? Batch(
        string variable,
        Dictionary<(string Unit, int Period), double> values,
        string[] units,
        IReadOnlyDictionary<string, string> labels,
        Func<string, string, int, double> known
    )
    {
        // Cases that nobody reported are worth a row between periods that somebody did report for: the place had none then.
        var reported = values.Keys.Select(key => key.Period).ToHashSet();
        var (first, last) = reported.Count == 0 ? (1, 0) : (reported.Min(), reported.Max());
        var (locations, ordinals, numbers) = (new List<int>(), new List<int>(), new List<double>());
        foreach (var (index, unit) in units.Index())
        {
            foreach (var period in periods.Select(Ordinal))
            {
                var has = values.TryGetValue((unit, period), out var value);
                if (
                    has
                    || (variable == Variables.Cases && period >= first && period <= last)
                    || !double.IsNaN(known(variable, labels[unit], period))
                )
                {
                    locations.Add(index);
                    ordinals.Add(period);
                    numbers.Add(has ? value : double.NaN);
                }
            }
        }

        return numbers.Count == 0
            ? null
            : new ObservationBatch(
                settings.Periods,
                [.. units.Select(unit => labels[unit])],
                [variable],
                [.. locations],
                [.. ordinals],
                [
                    [.. numbers],
                ]
            );
    }
}
