namespace MalariaPredictor.Backend.Chap.Service;

/// <summary>
/// Identifiers in the form that chapkit's clients check: 128 bits, of which the first 48 are the time, as 26 letters of Crockford's
/// base 32. They sort by time.
/// </summary>
internal static class Ulid
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    public static string At(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(
            Length,
            bits,
            static (text, rest) =>
            {
                for (var i = Length - 1; i >= 0; i--)
                {
                    text[i] = Letters[(int)(rest & 31)];
                    rest >>= 5;
                }
            }
        );
    }

    public static bool IsOne(string? text) =>
        text is { Length: Length }
        && text[0] <= '7'
        && text.All(letter => Letters.Contains(char.ToUpperInvariant(letter), StringComparison.Ordinal));
}
