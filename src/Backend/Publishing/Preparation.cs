using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Dhis2;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Publishing;

/// <summary>
/// Finds or makes in DHIS2 what forecasts are published into: a data element for each number, and a data set that opens them for periods
/// to come at the organisation units. What is there under its code is used as it is, and only added to.
/// </summary>
internal sealed class Preparation(Dhis2Client client, Dhis2Settings settings, PublishSettings publish, Database database)
{
    /// <summary>Further ahead than any forecast, in periods.</summary>
    private const int OpenPeriods = 24;
    private const string DefaultCombination = "default";

    private string SetCode => $"{publish.Code}_FORECASTS";

    private string PeriodKind => settings.Periods == PeriodType.Month ? "Monthly" : "Weekly";

    /// <summary>What is there, and what is to be made.</summary>
    /// <exception cref="UserFacingException">Something else bears one of the codes.</exception>
    public async Task<PreparationPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var (steps, documents) = (new List<string>(), new JsonObject());
        var labels = await UnitStore.LabelsAsync(database, cancellationToken);
        if (labels.Count == 0)
        {
            throw new UserFacingException(
                "No place in the database is a unit of this DHIS2 yet.",
                "Fetch them first: malaria-predictor sources fetch dhis2."
            );
        }

        var found = await ElementsAsync(cancellationToken);
        var (uids, created) = (new Dictionary<string, string>(StringComparer.Ordinal), new JsonArray());
        foreach (var element in PublishedElement.All)
        {
            var code = element.CodeOf(publish);
            if (found.TryGetValue(code, out var there))
            {
                uids[element.Suffix] = there;
                steps.Add($"found   data element {code} ({there})");
                continue;
            }

            uids[element.Suffix] = PublishedElement.UidOf(code);
            created.Add(await NewElementAsync(element, code, cancellationToken));
            steps.Add($"create  data element {code}: {element.Name}");
        }

        if (created.Count > 0)
        {
            documents["dataElements"] = created;
        }

        var set = await SetAsync(uids, labels, steps, cancellationToken);
        if (set.Changed is { } changed)
        {
            documents["dataSets"] = new JsonArray(changed);
        }

        return new PreparationPlan(new PublishTarget(uids, set.Uid), steps, documents.Count > 0 ? documents : null);
    }

    /// <summary>Makes what a plan lacks: first for trial, then all of it or nothing.</summary>
    public async Task ApplyAsync(PreparationPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Documents is not { } documents)
        {
            return;
        }

        foreach (var mode in new[] { "VALIDATE", "COMMIT" })
        {
            var (status, answer) = await client.PostAsync(
                $"metadata?importMode={mode}&importStrategy=CREATE_AND_UPDATE&atomicMode=ALL",
                documents.ToJsonString(),
                cancellationToken
            );
            using (answer)
            {
                if (status == HttpStatusCode.Conflict || Errors(answer.RootElement).Any())
                {
                    throw new UserFacingException(
                        $"{Dhis2Client.Source}: DHIS2 refuses to make this: "
                            + string.Join("; ", Errors(answer.RootElement).Distinct().Take(3)),
                        "Nothing was made. Correct it in DHIS2, choose another publish.code, or ask the administrator for the right."
                    );
                }
            }
        }
    }

    /// <summary>What is there, without making anything.</summary>
    /// <exception cref="UserFacingException">Something is missing.</exception>
    public async Task<PublishTarget> FindAsync(CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(cancellationToken);
        return plan.Documents is null
            ? plan.Target
            : throw new UserFacingException(
                $"{Dhis2Client.Source} is not prepared for forecasts: "
                    + string.Join("; ", plan.Steps.Where(step => !step.StartsWith("found", StringComparison.Ordinal)))
                    + ".",
                "Run: malaria-predictor sources dhis2 prepare."
            );
    }

    private async Task<Dictionary<string, string>> ElementsAsync(CancellationToken cancellationToken)
    {
        var codes = string.Join(',', PublishedElement.All.Select(element => element.CodeOf(publish)));
        var listed = await client.ListAsync(
            "dataElements",
            $"filter=code:in:[{codes}]&fields=id,code,name,valueType,domainType,categoryCombo[name]",
            cancellationToken
        );
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (uid, element) in listed)
        {
            var code = Dhis2Client.Text(element, "code") ?? "";
            var (value, domain) = (Dhis2Client.Text(element, "valueType"), Dhis2Client.Text(element, "domainType"));
            var combination = element.TryGetProperty("categoryCombo", out var combo) ? Dhis2Client.Text(combo, "name") : null;
            if (
                value is not ("NUMBER" or "UNIT_INTERVAL")
                || domain != "AGGREGATE"
                || (combination ?? DefaultCombination) != DefaultCombination
            )
            {
                throw new UserFacingException(
                    $"{Dhis2Client.Source}: the data element {code} ({uid}) is there, but of another kind "
                        + $"({value}, {domain}, {combination}).",
                    "It must be of NUMBER and AGGREGATE without categories. Choose another publish.code in the sources file."
                );
            }

            found[code] = uid;
        }

        return found;
    }

    private async Task<JsonObject> NewElementAsync(PublishedElement element, string code, CancellationToken cancellationToken)
    {
        var combinations = await client.ListAsync(
            "categoryCombos",
            $"filter=name:eq:{DefaultCombination}&fields=id,name",
            cancellationToken
        );
        var made = new JsonObject
        {
            ["id"] = PublishedElement.UidOf(code),
            ["code"] = code,
            ["name"] = publish.Code == PublishSettings.UsualCode ? element.Name : $"{element.Name} ({publish.Code})",
            ["shortName"] = code,
            ["description"] = "Written by Malaria Predictor. Quantiles of different places cannot be added.",
            ["domainType"] = "AGGREGATE",
            ["valueType"] = "NUMBER",
            // The sum of two medians is the median of nothing.
            ["aggregationType"] = "NONE",
            ["zeroIsSignificant"] = true,
        };
        if (combinations.Keys.FirstOrDefault() is { } combination)
        {
            made["categoryCombo"] = new JsonObject { ["id"] = combination };
        }

        return made;
    }

    private async Task<(string Uid, JsonObject? Changed)> SetAsync(
        Dictionary<string, string> elements,
        IReadOnlyDictionary<string, string> labels,
        List<string> steps,
        CancellationToken cancellationToken
    )
    {
        var listed = await client.ListAsync("dataSets", $"filter=code:eq:{SetCode}&fields=:owner", cancellationToken);
        if (listed.Count == 0)
        {
            steps.Add($"create  data set {SetCode}, {PeriodKind.ToLowerInvariant()}, for {labels.Count} organisation units");
            var uid = PublishedElement.UidOf(SetCode);
            return (
                uid,
                Filled(
                    new JsonObject
                    {
                        ["id"] = uid,
                        ["code"] = SetCode,
                        ["name"] = publish.Code == PublishSettings.UsualCode ? "Malaria forecasts" : $"Malaria forecasts ({publish.Code})",
                        ["shortName"] = SetCode,
                        ["periodType"] = PeriodKind,
                        ["openFuturePeriods"] = OpenPeriods,
                    },
                    elements,
                    labels
                )
            );
        }

        var (known, there) = (listed.Keys.First(), JsonNode.Parse(listed.Values.First().GetRawText())!.AsObject());
        if ((string?)there["periodType"] != PeriodKind)
        {
            throw new UserFacingException(
                $"{Dhis2Client.Source}: the data set {SetCode} ({known}) is {there["periodType"]}, and forecasts are {PeriodKind}.",
                "Choose another publish.code in the sources file."
            );
        }

        var (ofElements, ofUnits) = (Ids(there["dataSetElements"], "dataElement"), Ids(there["organisationUnits"], null));
        string[] missing = [.. elements.Values.Where(element => !ofElements.Contains(element))];
        string[] units = [.. labels.Keys.Where(unit => !ofUnits.Contains(unit))];
        var open = int.TryParse(there["openFuturePeriods"]?.ToString(), CultureInfo.InvariantCulture, out var periods) ? periods : 0;
        if (missing.Length == 0 && units.Length == 0 && open >= OpenPeriods)
        {
            steps.Add($"found   data set {SetCode} ({known})");
            return (known, null);
        }

        steps.Add(
            $"change  data set {SetCode} ({known}): {missing.Length} more data elements, {units.Length} more organisation units"
                + (open < OpenPeriods ? $", open for {OpenPeriods} periods to come" : "")
        );
        there["openFuturePeriods"] = Math.Max(open, OpenPeriods);
        return (known, Filled(there, elements, labels));
    }

    /// <summary>A data set with everything that it had, the elements and the units.</summary>
    private static JsonObject Filled(JsonObject set, Dictionary<string, string> elements, IReadOnlyDictionary<string, string> labels)
    {
        var (ofElements, ofUnits) = (Ids(set["dataSetElements"], "dataElement"), Ids(set["organisationUnits"], null));
        var (allElements, allUnits) = (set["dataSetElements"] as JsonArray ?? [], set["organisationUnits"] as JsonArray ?? []);
        foreach (var element in elements.Values.Where(element => !ofElements.Contains(element)))
        {
            allElements.Add(new JsonObject { ["dataElement"] = new JsonObject { ["id"] = element } });
        }

        foreach (var unit in labels.Keys.Where(unit => !ofUnits.Contains(unit)).Order(StringComparer.Ordinal))
        {
            allUnits.Add(new JsonObject { ["id"] = unit });
        }

        set["dataSetElements"] = allElements.Parent is null ? allElements : allElements.DeepClone();
        set["organisationUnits"] = allUnits.Parent is null ? allUnits : allUnits.DeepClone();
        return set;
    }

    private static HashSet<string> Ids(JsonNode? list, string? below) =>
        list is not JsonArray items
            ? []
            : [.. items.Select(item => (string?)(below is null ? item?["id"] : item?[below]?["id"])).OfType<string>()];

    /// <summary>The messages of a metadata report, wherever its version keeps them.</summary>
    private static IEnumerable<string> Errors(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(property =>
                    property.Name == "errorReports" && property.Value.ValueKind == JsonValueKind.Array
                        ? property.Value.EnumerateArray().Select(error => Dhis2Client.Text(error, "message") ?? error.GetRawText())
                        : Errors(property.Value)
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Errors),
            _ => [],
        };
}

/// <summary>Where forecasts are published.</summary>
/// <param name="Elements">The UID of each data element, by its suffix.</param>
/// <param name="DataSet">The data set of them.</param>
internal sealed record PublishTarget(IReadOnlyDictionary<string, string> Elements, string DataSet);

/// <summary>What is to be made in DHIS2.</summary>
/// <param name="Target">As it is then.</param>
/// <param name="Steps">For people.</param>
/// <param name="Documents">What is sent; null where nothing is missing.</param>
internal sealed record PreparationPlan(PublishTarget Target, IReadOnlyList<string> Steps, JsonObject? Documents);
