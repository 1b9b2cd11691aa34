using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>
/// The Web API of DHIS2 2.40 as far as it is used, strictly: it wants credentials, knows its parameters, and refuses in the words of the
/// real one (its list of error codes) what that refuses.
/// </summary>
internal static class Dhis2Stub
{
    private static readonly string[] Listed = ["organisationUnits", "dataElements", "dataSets", "categoryCombos"];

    public static Task<ServiceStub> StartAsync(Dhis2State state) =>
        ServiceStub.StartAsync(app =>
        {
            app.Use(
                async (context, next) =>
                {
                    if (context.Features.Get<IHttpRequestFeature>()!.RawTarget.AsSpan().ContainsAny('[', ']'))
                    {
                        // As Tomcat does.
                        context.Response.StatusCode = 400;
                        await context.Response.WriteAsync("<h1>HTTP Status 400</h1> Invalid character found in the request target");
                        return;
                    }

                    var header = context.Request.Headers.Authorization.ToString();
                    var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:district"));
                    if (header != $"ApiToken {Dhis2State.Token}" && header != basic)
                    {
                        await RefuseAsync(context, 401, "Unauthorized", null);
                        return;
                    }

                    await next(context);
                }
            );
            app.MapGet("/api/system/info", context => JsonAsync(context, Info(state)));
            app.MapGet("/api/me.json", context => JsonAsync(context, new JsonObject { ["id"] = "xE7jOejl9FI", ["username"] = "admin" }));
            foreach (var list in Listed)
            {
                app.MapGet($"/api/{list}.json", context => ListAsync(context, state, list));
            }

            app.MapGet("/api/organisationUnits.geojson", context => ShapesAsync(context, state));
            app.MapGet("/api/analytics.json", context => AnalyticsAsync(context, state));
            app.MapGet("/api/dataValueSets.json", context => ReadValuesAsync(context, state));
            app.MapPost("/api/dataValueSets.json", context => Dhis2Imports.ValuesAsync(context, state));
            app.MapPost("/api/metadata", context => Dhis2Imports.MetadataAsync(context, state));
        });

    public static Task JsonAsync(HttpContext context, JsonNode json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json.ToJsonString());
    }

    public static Task RefuseAsync(HttpContext context, int status, string message, string? code) =>
        JsonAsync(
            context,
            new JsonObject
            {
                ["httpStatus"] = status == 409 ? "Conflict" : "Unauthorized",
                ["httpStatusCode"] = status,
                ["status"] = "ERROR",
                ["message"] = message,
                ["errorCode"] = code,
            },
            status
        );

    private static JsonObject Info(Dhis2State state) =>
        new()
        {
            ["version"] = "2.40.4",
            ["calendar"] = state.Calendar,
            ["serverDate"] = state.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture),
            ["lastAnalyticsTableSuccess"] = state.TablesAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture),
        };

    private static async Task ListAsync(HttpContext context, Dhis2State state, string list)
    {
        var query = context.Request.Query;
        var all = list switch
        {
            "organisationUnits" => state.Units.Values.ToDictionary(unit => unit.Uid, unit => Unit(state, unit)),
            "dataElements" => state.Elements.Values.ToDictionary(element => element.Uid, Element),
            "dataSets" => state.Sets.Values.ToDictionary(set => set.Uid, Set),
            _ => new Dictionary<string, JsonObject>
            {
                ["bjDvmb4bfuf"] = new() { ["id"] = "bjDvmb4bfuf", ["name"] = "default" },
            },
        };
        foreach (var filter in query["filter"].OfType<string>())
        {
            var (property, test, value) = filter.Split(':', 3) is [var a, var b, var c]
                ? (a, b, c)
                : throw new BadHttpRequestException(filter);
            all = all.Where(pair => Passes(pair.Value, property, test, value)).ToDictionary();
        }

        if (query["order"] != "id:asc" || query["paging"] != "true")
        {
            await RefuseAsync(context, 409, $"The stub gives ordered pages only: {context.Request.QueryString}", null);
            return;
        }

        var size = Math.Min(int.Parse(query["pageSize"]!, CultureInfo.InvariantCulture), state.LargestPage);
        var page = int.Parse(query["page"]!, CultureInfo.InvariantCulture);
        var uids = all.Keys.Order(StringComparer.Ordinal).Skip((page - 1) * size).Take(size).ToList();
        await JsonAsync(
            context,
            new JsonObject
            {
                ["pager"] = new JsonObject
                {
                    ["page"] = page,
                    ["total"] = all.Count,
                    ["pageSize"] = size,
                    ["pageCount"] = Math.Max(1, (all.Count + size - 1) / size),
                },
                [list] = new JsonArray([.. state.Pages(page, uids).Select(uid => (JsonNode)all[uid].DeepClone())]),
            }
        );
    }

    private static bool Passes(JsonObject item, string property, string test, string value)
    {
        var has = item[property]?.ToString() ?? "";
        return test switch
        {
            "eq" => has == value,
            "ge" => int.Parse(has, CultureInfo.InvariantCulture) >= int.Parse(value, CultureInfo.InvariantCulture),
            "like" => has.Contains(value, StringComparison.Ordinal),
            "in" => value.Trim('[', ']').Split(',').Contains(has),
            _ => throw new BadHttpRequestException(test),
        };
    }

    private static JsonObject Unit(Dhis2State state, StubUnit unit)
    {
        var path = state.Path(unit.Uid);
        return new JsonObject
        {
            ["id"] = unit.Uid,
            ["name"] = unit.Name,
            ["level"] = path.Count,
            ["path"] = "/" + string.Join('/', path),
            // As in the real one, their order is not that of the path.
            ["ancestors"] = new JsonArray([
                .. path.SkipLast(1).Reverse().Select(uid => (JsonNode)new JsonObject { ["id"] = uid, ["name"] = state.Units[uid].Name }),
            ]),
        };
    }

    private static JsonObject Element(StubElement element) =>
        new()
        {
            ["id"] = element.Uid,
            ["code"] = element.Code,
            ["name"] = element.Name,
            ["valueType"] = element.ValueType,
            ["domainType"] = element.Domain,
            ["categoryCombo"] = new JsonObject { ["name"] = "default" },
        };

    private static JsonObject Set(StubSet set) =>
        new()
        {
            ["id"] = set.Uid,
            ["code"] = set.Code,
            ["periodType"] = set.PeriodType,
            ["openFuturePeriods"] = set.OpenFuturePeriods,
            ["dataSetElements"] = new JsonArray([
                .. set.Elements.Select(uid => (JsonNode)new JsonObject { ["dataElement"] = new JsonObject { ["id"] = uid } }),
            ]),
            ["organisationUnits"] = new JsonArray([.. set.Units.Select(uid => (JsonNode)new JsonObject { ["id"] = uid })]),
        };

    private static async Task ShapesAsync(HttpContext context, Dhis2State state)
    {
        var level = int.Parse(context.Request.Query["level"]!, CultureInfo.InvariantCulture);
        var parent = (string?)context.Request.Query["parent"];
        var features = state
            .Units.Values.Where(unit =>
                unit.Geometry is not null && state.Level(unit.Uid) == level && (parent is null || state.Path(unit.Uid).Contains(parent))
            )
            .Select(unit =>
                $$"""{"type":"Feature","id":"{{unit.Uid}}","properties":{"name":"{{unit.Name}}"},"geometry":{{unit.Geometry}}}"""
            );
        context.Response.ContentType = "application/json+geojson";
        await context.Response.WriteAsync($$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""");
    }

    private static async Task AnalyticsAsync(HttpContext context, Dhis2State state)
    {
        var dimensions = context
            .Request.Query["dimension"]
            .OfType<string>()
            .ToDictionary(text => text.Split(':')[0], text => text.Split(':')[1].Split(';'), StringComparer.Ordinal);
        string[] known =
        [
            .. dimensions["dx"]
                .Where(dx => state.Elements.ContainsKey(dx.Split('.')[0]) || dx.EndsWith(".REPORTING_RATE", StringComparison.Ordinal)),
        ];
        if (known.Length == 0)
        {
            await RefuseAsync(context, 409, "Dimension is present in query without any valid dimension options: `dx`", "E7124");
            return;
        }

        var level = dimensions["ou"].Single(ou => ou.StartsWith("LEVEL-", StringComparison.Ordinal))[6..];
        string[] roots = [.. dimensions["ou"].Where(ou => !ou.StartsWith("LEVEL-", StringComparison.Ordinal))];
        if (roots.Any(root => !state.Units.ContainsKey(root)))
        {
            await RefuseAsync(context, 409, "Dimension is present in query without any valid dimension options: `ou`", "E7124");
            return;
        }

        var sums = new Dictionary<StubKey, double>();
        foreach (var (key, value) in state.Tables)
        {
            var path = state.Units.ContainsKey(key.Unit) ? state.Path(key.Unit) : [];
            var index = int.Parse(level, CultureInfo.InvariantCulture) - 1;
            if (
                known.Contains(key.Element)
                && dimensions["pe"].Contains(key.Period)
                && path.Count > index
                && (roots.Length == 0 || roots.Any(path.Contains))
            )
            {
                var of = key with { Unit = path[index] };
                sums[of] = sums.GetValueOrDefault(of) + double.Parse(value, CultureInfo.InvariantCulture);
            }
        }

        if (sums.Count > state.MostRows)
        {
            await RefuseAsync(context, 409, $"Query result set exceeded max limit: `{state.MostRows}`", "E7128");
            return;
        }

        var rows = sums.Select(pair => new JsonArray([
                .. state.Columns.Select(column =>
                    (JsonNode)(
                        column switch
                        {
                            "dx" => pair.Key.Element,
                            "ou" => pair.Key.Unit,
                            "pe" => pair.Key.Period,
                            _ => pair.Value.ToString("0.0###", CultureInfo.InvariantCulture),
                        }
                    )
                ),
            ]))
            .ToList<JsonNode>();
        var height = rows.Count;
        if (state.LoseRows && rows.Count > 0)
        {
            rows.RemoveAt(rows.Count - 1);
        }

        await JsonAsync(
            context,
            new JsonObject
            {
                ["headers"] = new JsonArray([
                    .. state.Columns.Select(column => (JsonNode)new JsonObject { ["name"] = state.Called(column), ["hidden"] = false }),
                ]),
                ["height"] = height,
                ["width"] = 4,
                ["rows"] = new JsonArray([.. rows]),
            }
        );
    }

    private static async Task ReadValuesAsync(HttpContext context, Dhis2State state)
    {
        var query = context.Request.Query;
        var refusal =
            query["dataSet"].Count == 0 ? ("E2001", "At least one data element, data set or data element group must be specified")
            : !query.ContainsKey("startDate") && !query.ContainsKey("lastUpdated")
                ? ("E2002", "At least one period, start/end dates, last updated or last updated duration must be specified")
            : query["orgUnit"].Count == 0 ? ("E2006", "At least one organisation unit or organisation unit group must be specified")
            : query["dataSet"].FirstOrDefault(set => !state.Sets.ContainsKey(set!)) is { } unknown
                ? ("E2010", $"User is not allowed to read data for data set: `{unknown}`")
            : query["orgUnit"].FirstOrDefault(unit => !state.Units.ContainsKey(unit!)) is { } nowhere
                ? ("E2012", $"User is not allowed to view org unit: `{nowhere}`")
            : ((string, string)?)null;
        if (refusal is var (code, message))
        {
            await RefuseAsync(context, 409, message, code);
            return;
        }

        var elements = query["dataSet"].SelectMany(set => state.Sets[set!].Elements).ToHashSet();
        DateOnly? Day(string name) =>
            query.ContainsKey(name) ? DateOnly.ParseExact(query[name]!, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        var (first, last) = (Day("startDate"), Day("endDate"));
        DateTime? since = query.ContainsKey("lastUpdated")
            ? DateTime.Parse(
                query["lastUpdated"]!,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            )
            : null;
        var values = new JsonArray();
        foreach (var (key, value) in state.Values)
        {
            var days = Dhis2State.Days(key.Period)!.Value;
            if (
                elements.Contains(key.Element)
                && state.Path(key.Unit).Any(unit => query["orgUnit"].Contains(unit))
                && (first is null || (days.First >= first && days.Last <= last))
                && (since is null || value.LastUpdated >= since)
                && (!value.Deleted || query["includeDeleted"] == "true")
            )
            {
                values.Add(
                    new JsonObject
                    {
                        ["dataElement"] = key.Element,
                        ["period"] = key.Period,
                        ["orgUnit"] = key.Unit,
                        ["categoryOptionCombo"] = Dhis2State.Combination,
                        ["attributeOptionCombo"] = Dhis2State.Combination,
                        ["value"] = value.Value,
                        ["lastUpdated"] = value.LastUpdated.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
                        ["deleted"] = value.Deleted,
                    }
                );
            }
        }

        // The real one answers with an empty object where it has none.
        await JsonAsync(context, values.Count == 0 ? [] : new JsonObject { ["dataValues"] = values });
    }
}
