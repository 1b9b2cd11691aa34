using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids.Zones;

namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>
/// A NetCDF file of a regular grid, as the Climate Data Store writes it. Of further dimensions it knows <c>expver</c>, along which old
/// files hold final and preliminary values (ERA5T) side by side; any other may have one entry only.
/// </summary>
internal sealed class NetCdfFile
{
    private const string Version = "expver";
    private const string PreliminaryVersion = "0005";
    private const int LongestSlab = 1 << 24;

    // The default fill value of floats, 9.97e36, and GRIB's, 3.4e38: no weather has such numbers.
    private const double NoValue = 1e30;

    private readonly string _name;
    private readonly IReadOnlyList<NetCdfVariable> _variables;

    private NetCdfFile(string name, IReadOnlyList<NetCdfVariable> variables) => (_name, _variables) = (name, variables);

    public static GridFile Open(string name, byte[] bytes)
    {
        var (variables, content) = bytes[0] == 'C' ? (NetCdf3.Read(name, bytes), null) : NetCdf4.Read(name, bytes);
        try
        {
            return new NetCdfFile(name, variables).Read(content);
        }
        catch
        {
            content?.Dispose();
            throw;
        }
    }

    private GridFile Read(IDisposable? content)
    {
        var (latitude, longitude) = (Coordinate(Cf.IsLatitude, "latitude"), Coordinate(Cf.IsLongitude, "longitude"));
        var (grid, ascending) = Cf.Grid(_name, latitude, longitude);
        if ((long)grid.Columns * grid.Rows > GridFile.MostValues)
        {
            throw GridFile.Damaged(_name, $"it seems to have {grid.Columns} x {grid.Rows} cells");
        }

        var (gridded, others) = (new List<GridVariable>(), new List<string>());
        foreach (var variable in _variables)
        {
            if (variable.Dimensions.Contains(latitude.Name) && variable.Dimensions.Contains(longitude.Name))
            {
                var time = Time(variable);
                var layout = new Layout(_name, variable, time, latitude.Name, longitude.Name, grid, ascending);
                gridded.Add(
                    new GridVariable(
                        _name,
                        variable.Name,
                        variable.Text(Cf.Units),
                        variable.Text(Cf.StepType),
                        variable.Text(Cf.StepType).StartsWith("avg", StringComparison.Ordinal) ? StatedStep.Month : StatedStep.Unknown,
                        grid,
                        Cf.Times(_name, time),
                        Math.Clamp(variable.FirstAtOnce, 1, Math.Max(1, LongestSlab / grid.Cells)),
                        layout.Read
                    )
                );
            }
            else if (variable.Shape.Length > 1)
            {
                others.Add(variable.Name);
            }
        }

        return new GridFile(_name, gridded, others, Preliminary(), content)
        {
            StatesVersion = _variables.Any(variable => variable.Name == Version),
        };
    }

    private NetCdfVariable Coordinate(Func<NetCdfVariable, bool> isIt, string what) =>
        _variables.FirstOrDefault(isIt)
        ?? throw ProblemList.Only(
            _name,
            $"it has no {what}; its variables are {Warnings.Some([.. _variables.Select(variable => variable.Name)])}.",
            "Ask for a regular grid of latitude and longitude."
        );

    /// <summary>The time coordinate of a variable: of its dimensions, or a single one beside it.</summary>
    private NetCdfVariable Time(NetCdfVariable variable) =>
        _variables.FirstOrDefault(other => Cf.IsTime(other) && other.Shape.Length == 1 && variable.Dimensions.Contains(other.Name))
        ?? _variables.FirstOrDefault(other => Cf.IsTime(other) && other.Shape.Length == 0)
        ?? throw ProblemList.Only(
            _name,
            $"variable {variable.Name} has no time; its dimensions are {string.Join(", ", variable.Dimensions)}.",
            "Ask for a file with the coordinate valid_time."
        );

    private string? Preliminary()
    {
        if (_variables.FirstOrDefault(variable => variable.Name == Version) is not { Shape.Length: <= 2 } version)
        {
            return null;
        }

        string[] versions = version.IsText ? version.ReadText() : [.. version.ReadAll().Select(number => $"{number:0000}")];
        var count = versions.Count(text => text.TrimStart('0') == PreliminaryVersion.TrimStart('0'));
        return count == 0 ? null : $"{_name}: preliminary values (ERA5T): import the final ones again when they are published";
    }

    /// <summary>Where a variable's dimensions lie in its array.</summary>
    private sealed class Layout
    {
        private readonly NetCdfVariable _variable;
        private readonly Grid _grid;
        private readonly bool _ascending;
        private readonly int _time;
        private readonly int _row;
        private readonly int _column;
        private readonly int _version;

        public Layout(
            string file,
            NetCdfVariable variable,
            NetCdfVariable time,
            string latitude,
            string longitude,
            Grid grid,
            bool ascending
        )
        {
            (_variable, _grid, _ascending) = (variable, grid, ascending);
            _time = time.Shape.Length == 0 ? -1 : Array.IndexOf(variable.Dimensions, time.Name);
            (_row, _column) = (Array.IndexOf(variable.Dimensions, latitude), Array.IndexOf(variable.Dimensions, longitude));
            _version = Array.IndexOf(variable.Dimensions, Version);
            for (var i = 0; i < variable.Shape.Length; i++)
            {
                var expected =
                    i == _time ? time.Shape[0]
                    : i == _row ? grid.Rows
                    : i == _column ? grid.Columns
                    : 1;
                if (i != _version && variable.Shape[i] != expected)
                {
                    throw i == _time || i == _row || i == _column
                        ? GridFile.Damaged(
                            file,
                            $"{variable.Name} has {variable.Shape[i]} entries along {variable.Dimensions[i]}, not {expected}"
                        )
                        : ProblemList.Only(
                            file,
                            $"variable {variable.Name} has {variable.Shape[i]} entries along {variable.Dimensions[i]}.",
                            "Ask for a single level and a single member."
                        );
                }
            }
        }

        public double[] Read(int first, int count)
        {
            var (starts, counts) = (new int[_variable.Shape.Length], _variable.Shape.ToArray());
            if (_time >= 0)
            {
                (starts[_time], counts[_time]) = (first, count);
            }

            var strides = new int[counts.Length];
            for (int i = counts.Length - 1, stride = 1; i >= 0; stride *= counts[i--])
            {
                strides[i] = stride;
            }

            var (raw, values) = (_variable.Read(starts, counts), new double[count * _grid.Cells]);
            var versions = _version < 0 ? 1 : counts[_version];
            for (var step = 0; step < count; step++)
            {
                for (var row = 0; row < _grid.Rows; row++)
                {
                    var stored = _ascending ? _grid.Rows - 1 - row : row;
                    var start = (_time < 0 ? 0 : step * strides[_time]) + (stored * strides[_row]);
                    var target = (step * _grid.Cells) + (row * _grid.Columns);
                    for (var column = 0; column < _grid.Columns; column++)
                    {
                        var value = double.NaN;
                        // The final version comes first; where it has no value yet, the preliminary one has.
                        for (var version = 0; version < versions && double.IsNaN(value); version++)
                        {
                            value = Value(raw[start + (column * strides[_column]) + (_version < 0 ? 0 : version * strides[_version])]);
                        }

                        values[target + column] = value;
                    }
                }
            }

            return values;
        }

        private double Value(double raw) =>
            Math.Abs(raw) > NoValue || raw == _variable.Number(Cf.Fill) || raw == _variable.Number(Cf.Missing)
                ? double.NaN
                : (raw * (_variable.Number(Cf.Scale) ?? 1)) + (_variable.Number(Cf.Offset) ?? 0);
    }
}
