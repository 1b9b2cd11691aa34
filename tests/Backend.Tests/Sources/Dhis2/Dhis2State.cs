using System.Globalization;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>An organisation unit of the stub.</summary>
internal sealed record StubUnit(string Uid, string Name, string? Parent, string? Geometry = null);

/// <summary>A data element of the stub.</summary>
internal sealed record StubElement(string Uid, string? Code, string Name, string ValueType = "NUMBER", string Domain = "AGGREGATE");

/// <summary>A data set of the stub.</summary>
internal sealed record StubSet(
    string Uid,
    string? Code,
    string PeriodType,
    int OpenFuturePeriods,
    HashSet<string> Elements,
    HashSet<string> Units
);

/// <summary>A data value of the stub.</summary>
internal sealed record StubValue(string Value, DateTime LastUpdated, bool Deleted = false);

/// <summary>Where a data value stands.</summary>
internal readonly record struct StubKey(string Element, string Period, string Unit);

/// <summary>What the stub holds, and how it behaves.</summary>
internal sealed class Dhis2State
{
    public const string Token = "d2pat_5xVA12xyUbWNedQxy4ohH77WlxRGVvZZ1151814092";
    public const string Combination = "HllvX50cXC0";

    public Dictionary<string, StubUnit> Units { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StubElement> Elements { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StubSet> Sets { get; } = new(StringComparer.Ordinal);

    /// <summary>Raw values, as entered.</summary>
    public Dictionary<StubKey, StubValue> Values { get; } = [];

    /// <summary>What analytics answers from: the values as they were when its tables were made.</summary>
    public Dictionary<StubKey, string> Tables { get; private set; } = [];

    public DateTime? TablesAt { get; private set; }

    /// <summary>The clock of the server.</summary>
    public DateTime Now { get; set; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Calendar { get; set; } = "iso8601";

    /// <summary>No analytics answer has more rows.</summary>
    public int MostRows { get; set; } = 50_000;

    /// <summary>The largest page of a list that is given.</summary>
    public int LargestPage { get; set; } = 1000;

    /// <summary>The order of the columns of analytics.</summary>
    public string[] Columns { get; set; } = ["value", "ou", "dx", "pe"];

    /// <summary>What a column is called.</summary>
    public Func<string, string> Called { get; set; } = name => name;

    /// <summary>Answers of analytics lose their last row and still say how many they had.</summary>
    public bool LoseRows { get; set; }

    /// <summary>The objects of a page, changed.</summary>
    public Func<int, List<string>, List<string>> Pages { get; set; } = (_, page) => page;

    /// <summary>Is told of each import before it is done; may refuse it by an exception.</summary>
    public Action<bool>? Importing { get; set; }

    /// <summary>After so many values an import breaks off, as when the server is killed.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Answers to imports as before 2.38, without an envelope.</summary>
    public bool Bare { get; set; }

    public int Imports { get; set; }

    public int Level(string uid) => Path(uid).Count;

    /// <summary>From the top to the unit itself.</summary>
    public List<string> Path(string uid) => Units[uid].Parent is { } parent ? [.. Path(parent), uid] : [uid];

    public void Enter(string element, string period, string unit, string value) =>
        Values[new StubKey(element, period, unit)] = new StubValue(value, Now);

    public void Delete(string element, string period, string unit) =>
        Values[new StubKey(element, period, unit)] = Values[new StubKey(element, period, unit)] with { LastUpdated = Now, Deleted = true };

    public void MakeTables()
    {
        Tables = Values.Where(pair => !pair.Value.Deleted).ToDictionary(pair => pair.Key, pair => pair.Value.Value);
        TablesAt = Now;
    }

    /// <summary>First and last day of a period; null where it is none.</summary>
    public static (DateOnly First, DateOnly Last)? Days(string period) =>
        period.Length == 4 && int.TryParse(period, CultureInfo.InvariantCulture, out var year)
            ? (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31))
        : PeriodParser.TryParse(period, out var read) ? (read.Start, read.End)
        : null;
}
