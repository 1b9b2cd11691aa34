using System.Globalization;
using System.Xml.Linq;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>What test runs said in their TRX files (Visual Studio test results, schema TeamTest/2010).</summary>
internal sealed record TestResults(
    int Passed,
    int Failed,
    int Skipped,
    IReadOnlyList<TestResults.Outcome> Problems,
    IReadOnlyList<(string Test, TimeSpan Took)> Times
)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TestResults None { get; } = new(0, 0, 0, [], []);

    /// <summary>A test that failed, or one that was left out, with the reason it gave.</summary>
    public sealed record Outcome(string Test, bool Failed, string Reason);

    public static TestResults Read(string trxFile)
    {
        var results = XDocument.Load(trxFile).Descendants(Trx + "UnitTestResult").ToList();
        var passed = results.Count(result => Verdict(result) == "Passed");
        var skipped = results.Count(result => Verdict(result) == "NotExecuted");
        var problems = results
            .Where(result => Verdict(result) != "Passed")
            .Select(result => new Outcome((string?)result.Attribute("testName") ?? "?", Verdict(result) != "NotExecuted", Reason(result)));

        // Whatever is neither passed nor left out (Failed, Error, Timeout, Aborted) counts as failed: unknown is never success.
        return new TestResults(passed, results.Count - passed - skipped, skipped, [.. problems], [.. results.Select(Time)]);
    }

    public static TestResults operator +(TestResults left, TestResults right) =>
        new(
            left.Passed + right.Passed,
            left.Failed + right.Failed,
            left.Skipped + right.Skipped,
            [.. left.Problems, .. right.Problems],
            [.. left.Times, .. right.Times]
        );

    public static TestResults Add(TestResults left, TestResults right) => left + right;

    private static (string, TimeSpan) Time(XElement result) =>
        (
            (string?)result.Attribute("testName") ?? "?",
            TimeSpan.TryParse((string?)result.Attribute("duration"), CultureInfo.InvariantCulture, out var took) ? took : TimeSpan.Zero
        );

    private static string Verdict(XElement result) => (string?)result.Attribute("outcome") ?? "";

    private static string Reason(XElement result)
    {
        var output = result.Element(Trx + "Output");
        var message = output?.Element(Trx + "ErrorInfo")?.Element(Trx + "Message")?.Value ?? output?.Element(Trx + "StdOut")?.Value;
        return message?.Trim()
            ?? (Verdict(result) == "NotExecuted" ? "explicit: part of ./pipeline ci --long, or run by name" : "no reason given");
    }
}

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
