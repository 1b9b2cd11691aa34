using System.Text;

namespace MalariaPredictor.Architecture.Tests;

/// <summary>
/// The top folders of each part and which uses which, as a Mermaid flowchart. A use that follows from others is left out (transitive
/// reduction): where A uses B and B uses C, the picture shows no arrow from A to C.
/// </summary>
internal static class FolderPicture
{
    /// <summary>The files that lie in the part itself.</summary>
    private const string OwnFiles = "files";

    public static string Of(IEnumerable<(string Part, FolderGraph Graph)> parts)
    {
        var picture = new StringBuilder("```mermaid\nflowchart TD\n");
        foreach (var (part, graph) in parts)
        {
            var uses = graph.Between("").Keys.Select(use => (From: Name(use.From), To: Name(use.To))).ToHashSet();
            picture.Append($"  subgraph {part}\n");
            foreach (var (from, to) in Reduced(uses).Order())
            {
                picture.Append($"    {Node(from)} --> {Node(to)}\n");
            }
            picture.Append("  end\n");

            string Node(string folder) => $"{part}_{folder}[{(folder == OwnFiles ? part + ".*" : folder)}]";
        }
        return picture.Append("  Backend --> Forecasting\n```").ToString();
    }

    private static string Name(string folder) => folder == "." ? OwnFiles : folder;

    /// <summary>Right for graphs without cycles, which another test demands.</summary>
    private static IEnumerable<(string From, string To)> Reduced(HashSet<(string From, string To)> uses) =>
        uses.Where(use => !uses.Any(other => other.From == use.From && other.To != use.To && Reaches(uses, other.To, use.To)));

    private static bool Reaches(HashSet<(string From, string To)> uses, string from, string to)
    {
        var seen = new HashSet<string> { from };
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var node))
        {
            foreach (var next in uses.Where(use => use.From == node && seen.Add(use.To)).Select(use => use.To))
            {
                open.Enqueue(next);
            }
        }
        return seen.Contains(to);
    }
}
