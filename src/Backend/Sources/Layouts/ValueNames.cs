using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Layouts;

/// <summary>Decides which variable each of several columns or data elements holds, above all which of them counts the cases.</summary>
internal sealed class ValueNames(Mapping mapping, Question question)
{
    /// <param name="names">The names.</param>
    /// <param name="what">What they are names of.</param>
    /// <param name="needsCases">Whether one of them must count the cases.</param>
    public Dictionary<string, string> Of(string[] names, string what, bool needsCases = true)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            variables[name] =
                Stated(name) ?? ChapColumns.Known.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? "";
        }

        var species = SpeciesColumns.Canonical(
            [.. names.Select(name => variables[name].Length > 0 ? variables[name] : name)],
            new Warnings()
        );
        for (var i = 0; i < names.Length; i++)
        {
            if (Variables.Species.Contains(species[i], StringComparer.Ordinal))
            {
                variables[names[i]] = species[i];
            }
        }

        var hasCases =
            variables.ContainsValue(Variables.Cases) || Variables.Species.All(one => variables.ContainsValue(one)) || !needsCases;
        if (!hasCases)
        {
            variables[Cases([.. names.Where(name => variables[name].Length == 0)], what)] = Variables.Cases;
        }

        foreach (var name in names.Where(name => variables[name].Length == 0))
        {
            var usual = Names.Variable(name) is { } known && known != Variables.Cases && !variables.ContainsValue(known) ? known : name;
            variables[name] = usual;
        }

        return variables;
    }

    private string? Stated(string name) =>
        mapping.Variables?.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private string Cases(string[] names, string what)
    {
        for (var score = 3; score >= 1; score--)
        {
            string[] found = [.. names.Where(name => Names.MeansCases(name) == score)];
            if (found.Length > 1)
            {
                throw Unclear(found, what);
            }

            if (found is [var one])
            {
                return one;
            }
        }

        throw Unclear(names, what);
    }

    private RejectedFileException Unclear(string[] names, string what) =>
        question.Ask(
            $"it is unclear which {what} counts the confirmed cases: "
                + $"{Warnings.Some([.. names.Select(name => FileProblem.Shown(name))], 6)}.",
            $"variables: {{\"{(names.Length > 0 ? FileProblem.Shown(names[0]) : "COLUMN")}\": {Variables.Cases}}}",
            -1
        );
}
