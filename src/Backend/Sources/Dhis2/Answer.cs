using System.Globalization;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>
/// What DHIS2 said of one year: of each unit, part and period at most one number. It is kept in a file until it is stored, and it is whole:
/// an answer that broke off makes none.
/// </summary>
internal sealed class Answer
{
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public int Count => _values.Count;

    public double Of(string part, string unit, string period) => _values.GetValueOrDefault(Key(part, unit, period), double.NaN);

    public void Add(string part, string unit, string period, double value) =>
        _values[Key(part, unit, period)] = _values.GetValueOrDefault(Key(part, unit, period)) + value;

    /// <summary>Adds the rows of an analytics answer, whose columns are found by their names.</summary>
    /// <exception cref="UserFacingException">It is no such answer, not a whole one, or it contradicts itself.</exception>
    public void AddAnalytics(JsonElement root, IReadOnlySet<string> parts)
    {
        var columns = Columns(root);
        var (dx, ou, pe, value) = (Column(columns, "dx"), Column(columns, "ou"), Column(columns, "pe"), Column(columns, "value"));
        if (!root.TryGetProperty("rows", out var rows) || rows.ValueKind != JsonValueKind.Array)
        {
            throw NotUnderstood("it has no rows");
        }

        if (root.TryGetProperty("height", out var height) && height.TryGetInt32(out var said) && said != rows.GetArrayLength())
        {
            throw NotUnderstood($"it says that it has {said} rows and holds {rows.GetArrayLength()}");
        }

        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != columns.Count)
            {
                throw NotUnderstood($"a row has other columns than the {columns.Count} it names: {row.GetRawText()}");
            }

            var (part, unit, period) = (Cell(row, dx), Cell(row, ou), Cell(row, pe));
            if (!parts.Contains(part))
            {
                throw NotUnderstood($"it holds values of {part}, which was not asked for");
            }

            var number = Number(Cell(row, value), part, unit, period);
            if (!seen.TryAdd(Key(part, unit, period), number) && !seen[Key(part, unit, period)].Equals(number))
            {
                throw NotUnderstood($"it holds two values of {part} for {unit} in {period}: {seen[Key(part, unit, period)]} and {number}");
            }
        }

        foreach (var (key, number) in seen)
        {
            _values[key] = number;
        }
    }

    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        // Whole or not there: a part of it must never pass for an answer.
        await File.WriteAllBytesAsync($"{path}.part", JsonSerializer.SerializeToUtf8Bytes(_values), cancellationToken);
        File.Move($"{path}.part", path, overwrite: true);
    }

    public static async Task<Answer> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var answer = new Answer();
        foreach (
            var (key, value) in JsonSerializer.Deserialize<Dictionary<string, double>>(
                await File.ReadAllBytesAsync(path, cancellationToken)
            )!
        )
        {
            answer._values[key] = value;
        }

        return answer;
    }

    /// <summary>A value as DHIS2 writes it.</summary>
    /// <exception cref="UserFacingException">It is no number.</exception>
    public static double Number(string text, string part, string unit, string period) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new UserFacingException(
                $"{Dhis2Client.Source} {period}: the value of {part} for {unit} is '{text}', which is no number.",
                "Correct it in DHIS2, or name a data element of numbers in the sources file."
            );

    private static List<string> Columns(JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("headers", out var headers)
            || headers.ValueKind != JsonValueKind.Array
        )
        {
            throw NotUnderstood("it has no headers");
        }

        return [.. headers.EnumerateArray().Select(header => Dhis2Client.Text(header, "name") ?? "")];
    }

    private static int Column(List<string> columns, string name) =>
        columns.IndexOf(name) is >= 0 and var index
            ? index
            : throw NotUnderstood($"it has no column {name}, but {string.Join(", ", columns)}");

    private static string Cell(JsonElement row, int column) =>
        row[column].ValueKind == JsonValueKind.String ? row[column].GetString()! : row[column].GetRawText();

    private static UserFacingException NotUnderstood(string why) =>
        new(
            $"{Dhis2Client.Source}: the answer of analytics cannot be used: {why}.",
            "Nothing of it is stored. Run it again; if it stays so, check whether a proxy changes the answers of this DHIS2."
        );

    private static string Key(string part, string unit, string period) => $"{part}/{unit}/{period}";
}
