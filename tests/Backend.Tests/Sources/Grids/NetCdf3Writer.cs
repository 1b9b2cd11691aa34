using System.Buffers.Binary;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources.Grids;

/// <summary>Writes NetCDF's classic format for tests: fixed dimensions, doubles or packed 16-bit numbers.</summary>
internal sealed class NetCdf3Writer
{
    private readonly List<(string Name, int Length)> _dimensions = [];
    private readonly List<Variable> _variables = [];

    /// <summary>A temperature or rain file of a regular grid, hour by hour or otherwise.</summary>
    public static NetCdf3Writer Weather(DateTime[] times, double[] latitudes, double[] longitudes) =>
        new NetCdf3Writer()
            .Dimension("valid_time", times.Length)
            .Dimension("latitude", latitudes.Length)
            .Dimension("longitude", longitudes.Length)
            .Add(
                "valid_time",
                ["valid_time"],
                "hours since 1900-01-01",
                [.. times.Select(time => (time - new DateTime(1900, 1, 1)).TotalHours)]
            )
            .Add("latitude", ["latitude"], "degrees_north", latitudes)
            .Add("longitude", ["longitude"], "degrees_east", longitudes);

    public NetCdf3Writer Dimension(string name, int length)
    {
        _dimensions.Add((name, length));
        return this;
    }

    public NetCdf3Writer Add(string name, string[] dimensions, string units, double[] values, params (string, object)[] attributes)
    {
        _variables.Add(new Variable(name, dimensions, [("units", units), .. attributes], values, IsPacked: false));
        return this;
    }

    /// <summary>A variable over time, latitude and longitude.</summary>
    public NetCdf3Writer Field(string name, string units, double[] values, params (string, object)[] attributes) =>
        Add(name, ["valid_time", "latitude", "longitude"], units, values, attributes);

    public NetCdf3Writer Packed(string name, string units, short[] values, params (string, object)[] attributes)
    {
        double[] numbers = [.. values];
        _variables.Add(
            new Variable(name, ["valid_time", "latitude", "longitude"], [("units", units), .. attributes], numbers, IsPacked: true)
        );
        return this;
    }

    public byte[] Bytes()
    {
        var length = Header(0).Length;
        var header = Header(length);
        using var file = new MemoryStream();
        file.Write(header);
        foreach (var variable in _variables)
        {
            foreach (var value in variable.Values)
            {
                file.Write(variable.IsPacked ? Short((short)value) : Double(value));
            }

            file.Write(new byte[(4 - (file.Length % 4)) % 4]);
        }

        return file.ToArray();
    }

    private byte[] Header(int start)
    {
        using var header = new MemoryStream();
        header.Write("CDF\u0001"u8);
        header.Write(Int(0));
        header.Write([.. Int(10), .. Int(_dimensions.Count)]);
        foreach (var (name, length) in _dimensions)
        {
            header.Write([.. Text(name), .. Int(length)]);
        }

        header.Write([.. Int(0), .. Int(0), .. Int(11), .. Int(_variables.Count)]);
        foreach (var variable in _variables)
        {
            header.Write([.. Text(variable.Name), .. Int(variable.Dimensions.Length)]);
            foreach (var dimension in variable.Dimensions)
            {
                header.Write(Int(_dimensions.FindIndex(known => known.Name == dimension)));
            }

            header.Write([.. Int(12), .. Int(variable.Attributes.Count)]);
            foreach (var (name, value) in variable.Attributes)
            {
                header.Write(
                    value is string text
                        ? [.. Text(name), .. Int(2), .. Text(text)]
                        : [.. Text(name), .. Int(6), .. Int(1), .. Double((double)value)]
                );
            }

            var size = (variable.Values.Length * (variable.IsPacked ? 2 : 8) + 3) / 4 * 4;
            header.Write([.. Int(variable.IsPacked ? 3 : 6), .. Int(size), .. Int(start)]);
            start += size;
        }

        return header.ToArray();
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Int(bytes.Length), .. bytes, .. new byte[(4 - (bytes.Length % 4)) % 4]];
    }

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Short(short value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Double(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return bytes;
    }

    private sealed record Variable(
        string Name,
        string[] Dimensions,
        IReadOnlyList<(string Name, object Value)> Attributes,
        double[] Values,
        bool IsPacked
    );
}
