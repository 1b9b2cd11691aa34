using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Assembly = System.Reflection.Assembly;

namespace MalariaPredictor.Architecture.Tests;

/// <summary>
/// Which folder of a part uses which other one, and by what. The compiled assembly says most of it, also for what a source generator writes
/// (pages, JSON, logging). Constants leave no trace there, so the compiler resolves the names of types in the sources that would tell
/// something new.
/// </summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<(string From, string To), string> _uses = [];

    /// <summary>
    /// A folder uses another one; one example of it. Paths are relative to the part; the part's own folder is the empty path.
    /// </summary>
    public IReadOnlyDictionary<(string From, string To), string> Uses => _uses;

    public static FolderGraph Of(string part, Assembly compiled)
    {
        var graph = new FolderGraph();
        graph.ReadAssembly($"MalariaPredictor.{part}");
        graph.ReadSources(part, compiled);
        return graph;
    }

    /// <summary>
    /// Every cycle, at every depth: among the folders inside one folder, with all below each of them, and the files that lie in it
    /// directly.
    /// </summary>
    public IEnumerable<string> Cycles()
    {
        var parents = _uses.Keys.SelectMany(use => Parents(use.From)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var parent in parents)
        {
            var edges = Between(parent);
            foreach (var cycle in StronglyConnected(edges))
            {
                var inside = edges.Where(edge => cycle.Contains(edge.Key.From) && cycle.Contains(edge.Key.To));
                yield return $"{(parent.Length == 0 ? "top" : parent)}: {string.Join(", ", cycle.Order(StringComparer.Ordinal))}\n"
                    + string.Join('\n', inside.Select(edge => $"    {edge.Key.From} -> {edge.Key.To}: {edge.Value}"));
            }
        }
    }

    /// <summary>The same uses, seen from one folder: its subfolders, and "." for the files that lie in it directly.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Between(string parent)
    {
        var edges = new Dictionary<(string From, string To), string>();
        foreach (var ((from, to), example) in _uses)
        {
            if (Child(parent, from) is { } source && Child(parent, to) is { } target && source != target)
            {
                edges.TryAdd((source, target), example);
            }
        }
        return edges;
    }

    private void ReadSources(string part, Assembly compiled)
    {
        var root = Path.Combine(Repository.Root, "src", part);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = Repository
            .Sources("*.cs", $"src/{part}")
            .Select(file => CSharpSyntaxTree.ParseText(Repository.Read(file), options, Path.Combine(Repository.Root, file)))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options))
            .ToList();
        var compilation = CSharpCompilation.Create(part, trees, References(compiled));
        var declared = trees
            .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            .ToLookup(type => type.Identifier.ValueText, type => Folder(type.SyntaxTree.FilePath), StringComparer.Ordinal);
        foreach (var tree in trees)
        {
            var (model, folder) = (compilation.GetSemanticModel(tree), Folder(tree.FilePath));
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(IsNews))
            {
                var used = model.GetSymbolInfo(name).Symbol;
                var type = used as INamedTypeSymbol ?? used?.ContainingType;
                foreach (var place in type?.OriginalDefinition.DeclaringSyntaxReferences ?? [])
                {
                    Add(folder, Folder(place.SyntaxTree.FilePath), $"{Path.GetFileName(tree.FilePath)} uses {type!.Name}");
                }
            }

            bool IsNews(SimpleNameSyntax name) =>
                declared[name.Identifier.ValueText].Any(other => other != folder && !_uses.ContainsKey((folder, other)));
        }

        string Folder(string file) =>
            file.Length == 0
                ? ""
                : Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/').Replace(".", "", StringComparison.Ordinal);
    }

    private void ReadAssembly(string rootNamespace)
    {
        foreach (var type in CompiledCode.Types.Types)
        {
            foreach (var used in type.Dependencies.Select(dependency => dependency.Target))
            {
                if (Folder(type.Namespace?.FullName) is { } from && Folder(used.Namespace?.FullName) is { } to)
                {
                    Add(from, to, $"{type.Name} uses {used.Name}");
                }
            }
        }

        string? Folder(string? name) =>
            name == rootNamespace ? ""
            : name?.StartsWith(rootNamespace + ".", StringComparison.Ordinal) == true ? name[(rootNamespace.Length + 1)..].Replace('.', '/')
            : null;
    }

    private void Add(string from, string to, string example)
    {
        if (from != to)
        {
            _uses.TryAdd((from, to), example);
        }
    }

    private static IEnumerable<string> Parents(string folder)
    {
        for (var path = folder; path.Length > 0; path = path.Contains('/') ? path[..path.LastIndexOf('/')] : "")
        {
            yield return path;
        }
        yield return "";
    }

    private static string? Child(string parent, string folder) =>
        folder == parent ? "."
        : parent.Length == 0 ? folder.Split('/')[0]
        : folder.StartsWith(parent + "/", StringComparison.Ordinal) ? folder[(parent.Length + 1)..].Split('/')[0]
        : null;

    /// <summary>Groups of at least two nodes that all reach each other.</summary>
    private static IEnumerable<HashSet<string>> StronglyConnected(IReadOnlyDictionary<(string From, string To), string> edges)
    {
        var reach = edges.Keys.SelectMany(edge => new[] { edge.From, edge.To }).Distinct().ToDictionary(node => node, Reachable);
        return reach
            .Keys.Select(node => reach[node].Where(other => reach[other].Contains(node)).ToHashSet())
            .Where(group => group.Count > 1)
            .DistinctBy(group => string.Join('|', group.Order(StringComparer.Ordinal)));

        HashSet<string> Reachable(string start)
        {
            var seen = new HashSet<string>();
            var open = new Queue<string>([start]);
            while (open.TryDequeue(out var node))
            {
                foreach (var next in edges.Keys.Where(edge => edge.From == node && seen.Add(edge.To)).Select(edge => edge.To))
                {
                    open.Enqueue(next);
                }
            }
            return seen;
        }
    }

    private static IEnumerable<MetadataReference> References(Assembly compiled) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file => file != compiled.Location)
            .Select(file => MetadataReference.CreateFromFile(file));

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;
}
