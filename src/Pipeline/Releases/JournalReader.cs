namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Reads a journal, and later only what has been added to it: what was once read never changes.</summary>
internal sealed class JournalReader(string path)
{
    private readonly JournalText _text = new(path);
    private readonly Lock _reading = new();
    private long _read;

    /// <summary>Of the last record that holds.</summary>
    public string Checksum => _text.Checksum;

    /// <summary>False when the last line was torn off.</summary>
    public bool EndsInLine => _text.EndsInLine;

    public JournalHistory Read()
    {
        lock (_reading)
        {
            if (File.Exists(path))
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var added = new byte[Math.Max(0, file.Length - _read)];
                file.Position = _read;
                var length = file.ReadAtLeast(added, added.Length, throwOnEndOfStream: false);
                _text.Take(added.AsSpan(0, length));
                _read += length;
            }
            return new JournalHistory(_text.Records());
        }
    }
}
