using System.Globalization;
using System.Xml.Linq;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>Line coverage per assembly over several test runs: a line counts once, and is covered if any run reached it.</summary>
internal static class Coverage
{
    public static IReadOnlyList<(string Assembly, int Covered, int Lines)> Merge(IEnumerable<string> coberturaFiles)
    {
        var lines = new Dictionary<(string Assembly, string File, int Line), bool>();
        foreach (var package in coberturaFiles.SelectMany(file => XDocument.Load(file).Descendants("package")))
        {
            var assembly = Text(package, "name");
            foreach (var type in package.Descendants("class"))
            {
                var file = Text(type, "filename");
                foreach (var line in type.Elements("lines").Elements("line"))
                {
                    var key = (assembly, file, int.Parse(Text(line, "number"), CultureInfo.InvariantCulture));
                    lines[key] = lines.GetValueOrDefault(key) || Text(line, "hits") != "0";
                }
            }
        }

        return
        [
            .. lines
                .GroupBy(line => line.Key.Assembly, line => line.Value, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Count(covered => covered), group.Count())),
        ];
    }

    private static string Text(XElement element, string attribute) => (string?)element.Attribute(attribute) ?? "";
}
