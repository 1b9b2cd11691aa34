using System.Buffers;

namespace MalariaPredictor.Backend.Api;

/// <summary>Fields of a CSV (RFC 4180) that a spreadsheet will not run as a formula.</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static string Field(string text)
    {
        // A name that begins like a formula is written as text: the leading apostrophe is what spreadsheets themselves use.
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Special) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
