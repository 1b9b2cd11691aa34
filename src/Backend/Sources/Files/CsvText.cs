using Sylvan.Data.Csv;

namespace MalariaPredictor.Backend.Sources.Files;

/// <summary>
/// The one dialect in which CSV files are read: empty lines before the header and a line <c>sep=;</c> are skipped, the separator is the
/// one that the header holds most of, quotes are doubled within quotes, and no line is longer than a million letters.
/// </summary>
internal sealed class CsvText : IDisposable
{
    private const int LongestRecord = 1 << 20;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly TextReader _text;
    private readonly TextReader _rest;
    private readonly ProblemList _problems;
    private long _first;

    /// <param name="content">The file.</param>
    /// <param name="problems">Told what is wrong.</param>
    /// <param name="warnings">Told what was noticed.</param>
    /// <param name="separator">The character between the columns, where the first line does not tell it.</param>
    /// <exception cref="RejectedFileException">The file holds no text, or only empty lines.</exception>
    public CsvText(FileContent content, ProblemList problems, Warnings warnings, char? separator = null)
    {
        (_rest, var guessed) = FileText.Open(content);
        warnings.SayIf(guessed);
        _problems = problems;
        var header = NextLine();
        var named = Named(header);
        if (named is not null)
        {
            header = NextLine();
        }

        Delimiter = named ?? separator ?? DelimiterOf(header);
        if (header.Length > LongestRecord)
        {
            throw ProblemList.Only(problems.File, "the header has more than a million letters.", "Is this a CSV file?", _first);
        }

        _text = new Rejoined(header + "\n", _rest);
    }

    /// <summary>The character between the columns.</summary>
    public char Delimiter { get; }

    /// <summary>Reads the records one by one, the header first; whatever makes a record unreadable becomes a problem and ends it.</summary>
    /// <param name="record">Told each record and its line; false ends the reading.</param>
    public void Read(Func<CsvDataReader, long, bool> record)
    {
        var line = _first;
        try
        {
            using var csv = CsvDataReader.Create(
                _text,
                new CsvDataReaderOptions
                {
                    HasHeaders = false,
                    Delimiter = Delimiter,
                    MaxBufferSize = LongestRecord,
                    ResultSetMode = ResultSetMode.SingleResult,
                }
            );
            for (; csv.Read(); line += Math.Max(1, csv.GetRawRecordSpan().Count('\n')))
            {
                if (!record(csv, line))
                {
                    return;
                }
            }
        }
        catch (CsvRecordTooLargeException)
        {
            _problems.Add(line, "", "", "the line has more than a million letters.", "Look for a quote that is never closed.");
        }
        catch (CsvFormatException malformed)
        {
            var column = malformed.FieldOrdinal >= 0 ? $"column {malformed.FieldOrdinal + 1}" : "";
            _problems.Add(line, column, "", malformed.Message, "Put quotes around a whole value, and double those within it.");
        }
    }

    /// <summary>The fields of a record, without the space around them.</summary>
    public static string[] Fields(CsvDataReader csv) =>
        [.. Enumerable.Range(0, csv.RowFieldCount).Select(field => csv.GetFieldSpan(field).Trim().ToString())];

    public void Dispose()
    {
        _text.Dispose();
        _rest.Dispose();
    }

    private string NextLine()
    {
        while (_rest.ReadLine() is { } line)
        {
            _first++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                return line;
            }
        }

        throw ProblemList.Only(_problems.File, "there is nothing in the file but empty lines.", "Export it again.");
    }

    /// <summary>What Excel's first line <c>sep=;</c> names; null for any other line.</summary>
    private static char? Named(string line) =>
        line.Trim().Trim('"') is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var named, ..] && Array.IndexOf(Delimiters, named) >= 0 ? named
        : line.TrimStart('"').TrimEnd('\r', '"') is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', '\t'] ? '\t'
        : null;

    private static char DelimiterOf(string header)
    {
        var counts = new int[Delimiters.Length];
        var quoted = false;
        foreach (var letter in header)
        {
            quoted ^= letter == '"';
            var candidate = Array.IndexOf(Delimiters, letter);
            if (candidate >= 0 && !quoted)
            {
                counts[candidate]++;
            }
        }

        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }

    /// <summary>The line that was looked at, followed by the rest.</summary>
    private sealed class Rejoined(string first, TextReader rest) : TextReader
    {
        private int _given;

        public override int Peek() => _given < first.Length ? first[_given] : rest.Peek();

        public override int Read() => _given < first.Length ? first[_given++] : rest.Read();

        public override int Read(char[] buffer, int index, int count)
        {
            if (_given >= first.Length)
            {
                return rest.Read(buffer, index, count);
            }

            var take = Math.Min(count, first.Length - _given);
            first.CopyTo(_given, buffer, index, take);
            _given += take;
            return take;
        }
    }
}
