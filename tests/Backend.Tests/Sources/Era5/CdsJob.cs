using System.Globalization;
using System.Text.Json.Nodes;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

/// <summary>A request that was taken.</summary>
internal sealed class CdsJob(int number, string dataset, JsonObject inputs)
{
    private static readonly string[] Known =
    [
        "variable",
        "product_type",
        "year",
        "month",
        "day",
        "time",
        "data_format",
        "download_format",
        "area",
    ];

    public int Polled;

    public int Number => number;

    public string Dataset => dataset;

    public JsonObject Inputs => inputs;

    public byte[]? File { get; set; }

    public string[] Variables => Texts("variable");

    /// <summary>North, west, south, east.</summary>
    public double[] Area => [.. inputs["area"]!.AsArray().Select(value => value!.GetValue<double>())];

    public List<DateTime> Times()
    {
        var times = new List<DateTime>();
        foreach (var year in Texts("year"))
        {
            foreach (var month in Texts("month"))
            {
                foreach (var day in dataset.EndsWith("means", StringComparison.Ordinal) ? ["01"] : Texts("day"))
                {
                    times.AddRange(
                        Texts("time")
                            .Select(hour =>
                                DateTime.TryParseExact(
                                    $"{year}-{month}-{day} {hour}",
                                    "yyyy-MM-dd HH:mm",
                                    CultureInfo.InvariantCulture,
                                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                                    out var time
                                )
                                    ? time
                                    : DateTime.MinValue
                            )
                            .Where(time => time > DateTime.MinValue)
                    );
                }
            }
        }

        return times;
    }

    /// <summary>What the store finds wrong; null: nothing.</summary>
    public string? Wrong()
    {
        if (inputs.Select(pair => pair.Key).FirstOrDefault(key => !Known.Contains(key)) is { } key)
        {
            return $"invalid param '{key}'";
        }

        var isMonthly = dataset.EndsWith("means", StringComparison.Ordinal);
        string[] required =
        [
            "variable",
            "year",
            "month",
            "time",
            "data_format",
            "download_format",
            "area",
            .. isMonthly ? [] : (string[])["day"],
        ];
        if (required.FirstOrDefault(name => inputs[name] is null) is { } missing)
        {
            return $"param '{missing}' is missing";
        }

        if (Variables.Any(name => name is not ("2m_temperature" or "2m_dewpoint_temperature" or "total_precipitation")))
        {
            return "invalid value for param 'variable'";
        }

        string[] products = dataset == "reanalysis-era5-land" ? [] : [isMonthly ? "monthly_averaged_reanalysis" : "reanalysis"];
        if (!Texts("product_type").SequenceEqual(products))
        {
            return "invalid value for param 'product_type'";
        }

        if (isMonthly && (inputs["day"] is not null || !Texts("time").SequenceEqual(["00:00"])))
        {
            return "monthly means are at 00:00 and have no day";
        }

        if (Texts("data_format") is not ["netcdf"] || Texts("download_format") is not ["unarchived"])
        {
            return "invalid value for param 'data_format'";
        }

        return inputs["area"] is not JsonArray { Count: 4 } || Area[0] <= Area[2] || Area[1] >= Area[3] || Math.Abs(Area[0]) > 90
            ? "param 'area' must be [north, west, south, east]"
            : null;
    }

    private string[] Texts(string name) =>
        inputs[name] switch
        {
            JsonArray list => [.. list.Select(item => item!.GetValue<string>())],
            null => [],
            var single => [single.GetValue<string>()],
        };
}
