using System.Globalization;
using System.Text.Json.Nodes;
using MalariaPredictor.Forecasting.Series;
using Microsoft.AspNetCore.Http;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>What is written to the stub: data values and metadata.</summary>
internal static class Dhis2Imports
{
    public static async Task ValuesAsync(HttpContext context, Dhis2State state)
    {
        var query = context.Request.Query;
        var dryRun = query["dryRun"] == "true";
        if (query["importStrategy"] != "CREATE_AND_UPDATE")
        {
            await Dhis2Stub.RefuseAsync(context, 409, $"The stub knows no importStrategy {query["importStrategy"]}.", null);
            return;
        }

        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        state.Importing?.Invoke(dryRun);
        var (conflicts, counts) = (new JsonArray(), new Counts());
        foreach (var (index, value) in body["dataValues"]!.AsArray().Index())
        {
            if (!dryRun && state.BreakAfter == index)
            {
                context.Abort();
                return;
            }

            if (Conflict(state, value!) is var (code, words))
            {
                conflicts.Add(
                    new JsonObject
                    {
                        ["object"] = (string?)value!["dataElement"],
                        ["value"] = words,
                        ["errorCode"] = code,
                        ["indexes"] = new JsonArray(index),
                    }
                );
                counts.Ignored++;
                continue;
            }

            Take(state, value!, dryRun, counts);
        }

        state.Imports += dryRun ? 0 : 1;
        var summary = new JsonObject
        {
            ["responseType"] = "ImportSummary",
            ["status"] = conflicts.Count > 0 ? "WARNING" : "SUCCESS",
            ["description"] = "Import process completed successfully",
            ["importCount"] = new JsonObject
            {
                ["imported"] = counts.Imported,
                ["updated"] = counts.Updated,
                ["ignored"] = counts.Ignored,
                ["deleted"] = counts.Deleted,
            },
        };
        var status = conflicts.Count > 0 ? 409 : 200;
        if (conflicts.Count > 0)
        {
            summary["conflicts"] = conflicts;
        }

        await Dhis2Stub.JsonAsync(
            context,
            state.Bare
                ? summary
                : new JsonObject
                {
                    ["httpStatus"] = status == 409 ? "Conflict" : "OK",
                    ["httpStatusCode"] = status,
                    ["status"] = status == 409 ? "WARNING" : "OK",
                    ["message"] = status == 409 ? "One more conflicts encountered, please check import summary." : "Import was successful.",
                    ["response"] = summary,
                },
            status
        );
    }

    public static async Task MetadataAsync(HttpContext context, Dhis2State state)
    {
        var query = context.Request.Query;
        if (query["importStrategy"] != "CREATE_AND_UPDATE" || query["atomicMode"] != "ALL")
        {
            await Dhis2Stub.RefuseAsync(context, 409, "The stub wants CREATE_AND_UPDATE and ALL.", null);
            return;
        }

        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        var errors = new List<string>();
        foreach (var element in body["dataElements"]?.AsArray() ?? [])
        {
            foreach (var property in new[] { "name", "shortName", "domainType", "valueType", "aggregationType" })
            {
                if (element![property] is null)
                {
                    errors.Add($"Missing required property `{property}`.");
                }
            }

            if (
                state.Elements.Values.FirstOrDefault(known =>
                    known.Uid != (string)element!["id"]! && known.Name == (string?)element["name"]
                ) is
                { } other
            )
            {
                errors.Add(
                    $"Property `name` with value `{other.Name}` on object {element!["name"]} [{element["id"]}] (DataElement) already "
                        + $"exists on object {other.Uid}."
                );
            }
        }

        foreach (var set in body["dataSets"]?.AsArray() ?? [])
        {
            errors.AddRange(
                set!["organisationUnits"]!
                    .AsArray()
                    .Select(unit => (string)unit!["id"]!)
                    .Where(unit => !state.Units.ContainsKey(unit))
                    .Select(unit =>
                        $"Invalid reference [{unit}] (OrganisationUnit) on object {set["name"]} for association `organisationUnits`."
                    )
            );
        }

        if (errors.Count == 0 && query["importMode"] == "COMMIT")
        {
            Make(state, body);
        }

        var report = new JsonObject
        {
            ["status"] = errors.Count > 0 ? "ERROR" : "OK",
            ["typeReports"] = new JsonArray(
                new JsonObject
                {
                    ["objectReports"] = new JsonArray(
                        new JsonObject
                        {
                            ["errorReports"] = new JsonArray([.. errors.Select(error => (JsonNode)new JsonObject { ["message"] = error })]),
                        }
                    ),
                }
            ),
        };
        await Dhis2Stub.JsonAsync(context, new JsonObject { ["response"] = report }, errors.Count > 0 ? 409 : 200);
    }

    private static void Make(Dhis2State state, JsonNode body)
    {
        foreach (var element in body["dataElements"]?.AsArray() ?? [])
        {
            var uid = (string)element!["id"]!;
            state.Elements[uid] = new StubElement(
                uid,
                (string?)element["code"],
                (string)element["name"]!,
                (string)element["valueType"]!,
                (string)element["domainType"]!
            );
        }

        foreach (var set in body["dataSets"]?.AsArray() ?? [])
        {
            var uid = (string)set!["id"]!;
            state.Sets[uid] = new StubSet(
                uid,
                (string?)set["code"],
                (string)set["periodType"]!,
                (int)set["openFuturePeriods"]!,
                [.. set["dataSetElements"]!.AsArray().Select(item => (string)item!["dataElement"]!["id"]!)],
                [.. set["organisationUnits"]!.AsArray().Select(item => (string)item!["id"]!)]
            );
        }
    }

    /// <summary>What the real one says of a value that it does not take.</summary>
    private static (string Code, string Words)? Conflict(Dhis2State state, JsonNode value)
    {
        var (element, period, unit) = ((string)value["dataElement"]!, (string)value["period"]!, (string)value["orgUnit"]!);
        if (!state.Elements.TryGetValue(element, out var known))
        {
            return ("E7610", $"Data element not found or not accessible: `{element}`");
        }

        if (!state.Units.ContainsKey(unit))
        {
            return ("E7612", $"Organisation unit not found or not accessible: `{unit}`");
        }

        if (!PeriodParser.TryParse(period, out var read))
        {
            return ("E7611", $"Period not valid: `{period}`");
        }

        if (string.IsNullOrEmpty((string?)value["value"]))
        {
            return ("E7618", $"Data value or comment not specified for data element: `{element}`");
        }

        if (known.ValueType == "NUMBER" && !double.TryParse((string)value["value"]!, CultureInfo.InvariantCulture, out _))
        {
            return ("E7619", $"Value must match data element's `{element}` type constraints: value_not_numeric");
        }

        var sets = state.Sets.Values.Where(set => set.Elements.Contains(element)).ToList();
        if (!sets.Any(set => set.Units.Contains(unit)))
        {
            return ("E7636", $"Data element: `{element}` must be assigned through data sets to organisation unit: `{unit}`");
        }

        var now = Period.Containing(read.Type, DateOnly.FromDateTime(state.Now));
        var open = sets.Max(set => set.OpenFuturePeriods) - 1;
        return read.Minus(now) > open
            ? ("E7641", $"Period: `{period}` is after latest open future period: `{now.Plus(open)}` for data element: `{element}`")
            : null;
    }

    private static void Take(Dhis2State state, JsonNode value, bool dryRun, Counts counts)
    {
        var key = new StubKey((string)value["dataElement"]!, (string)value["period"]!, (string)value["orgUnit"]!);
        var there = state.Values.TryGetValue(key, out var before) && !before.Deleted;
        var deleted = (bool?)value["deleted"] == true;
        counts.Deleted += deleted ? 1 : 0;
        counts.Updated += !deleted && there ? 1 : 0;
        counts.Imported += !deleted && !there ? 1 : 0;
        if (!dryRun)
        {
            state.Values[key] = new StubValue((string)value["value"]!, state.Now, deleted);
        }
    }

    private sealed class Counts
    {
        public int Imported { get; set; }

        public int Updated { get; set; }

        public int Ignored { get; set; }

        public int Deleted { get; set; }
    }
}
