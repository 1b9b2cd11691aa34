using System.Collections.Frozen;
using MalariaPredictor.Backend.Sources.Hierarchies;

namespace MalariaPredictor.Backend.Hierarchies;

/// <summary>
/// Which places make up which: facilities in districts in regions in the nation. A group is a name that others have for their parent; what
/// has reports is a location and never a group. Immutable.
/// </summary>
public sealed class Hierarchy
{
    private readonly FrozenDictionary<string, string> _parents;
    private readonly FrozenDictionary<string, Group> _groups;

    private Hierarchy(IReadOnlyDictionary<string, string> parents)
    {
        _parents = parents.ToFrozenDictionary(StringComparer.Ordinal);
        var children = parents.ToLookup(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        string[] tops = [.. children.Select(group => group.Key).Where(name => !parents.ContainsKey(name)).Order(StringComparer.Ordinal)];
        Groups = [.. tops.SelectMany(top => Down(top, 1, children))];
        _groups = Groups.ToFrozenDictionary(group => group.Name, StringComparer.Ordinal);
    }

    /// <summary>No groups at all.</summary>
    public static Hierarchy None { get; } = new(FrozenDictionary<string, string>.Empty);

    /// <summary>Depth first, siblings by name: a group comes before what it is made of.</summary>
    public IReadOnlyList<Group> Groups { get; }

    /// <summary>How many levels of groups there are.</summary>
    public int Levels => Groups.Count == 0 ? 0 : Groups.Max(group => group.Level);

    /// <param name="parents">The parent of each name; without cycles, see <see cref="HierarchyRules"/>.</param>
    public static Hierarchy Of(IReadOnlyDictionary<string, string> parents) => parents.Count == 0 ? None : new Hierarchy(parents);

    /// <summary>The group of that name.</summary>
    public Group? Find(string name) => _groups.GetValueOrDefault(name);

    /// <summary>The groups that a location or group is part of, the nearest first.</summary>
    public IEnumerable<Group> Above(string name)
    {
        for (var at = name; _parents.TryGetValue(at, out var parent); at = parent)
        {
            yield return _groups[parent];
        }
    }

    /// <summary>All locations below a group, in the order of <see cref="Groups"/>.</summary>
    public IEnumerable<string> Below(Group group) => group.Groups.SelectMany(child => Below(_groups[child])).Concat(group.Locations);

    private static IEnumerable<Group> Down(string name, int level, ILookup<string, string> children)
    {
        string[] below = [.. children[name].Order(StringComparer.Ordinal)];
        string[] groups = [.. below.Where(children.Contains)];
        yield return new Group(name, level, groups, [.. below.Where(child => !children.Contains(child))]);
        foreach (var group in groups.SelectMany(child => Down(child, level + 1, children)))
        {
            yield return group;
        }
    }
}

/// <summary>A place that is made of others, such as a region.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Level">1 at the top.</param>
/// <param name="Groups">The groups it is made of, by name.</param>
/// <param name="Locations">The locations it is made of beside them, by name.</param>
public sealed record Group(string Name, int Level, IReadOnlyList<string> Groups, IReadOnlyList<string> Locations);

/// <summary>A file's word that one place is part of another.</summary>
/// <param name="Child">A location or a group.</param>
/// <param name="Parent">The group it is part of.</param>
/// <param name="Line">Where it is said; 0 where it was known before.</param>
public readonly record struct ParentLine(string Child, string Parent, long Line);
