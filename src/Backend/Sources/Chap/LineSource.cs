using MalariaPredictor.Backend.Sources.Files;

namespace MalariaPredictor.Backend.Sources.Chap;

/// <summary>A file's text from its header on: empty lines before it are skipped, but counted.</summary>
internal sealed class LineSource
{
    private const int LongestHeader = 1 << 20;

    public LineSource(TextReader text, string file)
    {
        First = 1;
        string? header;
        while ((header = text.ReadLine()) is not null && string.IsNullOrWhiteSpace(header))
        {
            First++;
        }

        if (header is null)
        {
            throw ProblemList.Only(file, "there is nothing in the file but empty lines.", "Export it again.");
        }

        if (header.Length > LongestHeader)
        {
            throw ProblemList.Only(file, "the header has more than a million letters.", "Is this a CSV file?", First);
        }

        Delimiter = Chap.Delimiter.Of(header);
        Text = new Rejoined(header + "\n", text);
    }

    /// <summary>The number of the header's line.</summary>
    public long First { get; }

    /// <summary>The character between the columns.</summary>
    public char Delimiter { get; }

    /// <summary>The header and all after it.</summary>
    public TextReader Text { get; }

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
