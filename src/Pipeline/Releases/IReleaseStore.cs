using System.Globalization;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Releases;

/// <summary>Every release ever made in one place. A record is never changed.</summary>
internal interface IReleaseStore
{
    /// <summary>Where that is, in words.</summary>
    string Place { get; }

    /// <summary>The oldest first.</summary>
    IReadOnlyList<Release> All();

    /// <summary>Makes a release under the next number, and keeps its record.</summary>
    Task<Release> AddAsync(Func<string, Release> make, string commit, CancellationToken cancellationToken);

    Release? Find(string id) => All().FirstOrDefault(release => release.Id == id);

    Release Get(string id) =>
        Find(id)
        ?? throw new UserFacingException(
            $"there is no release '{id}' in {Place}",
            $"Known releases: {string.Join(", ", All().TakeLast(10).Select(release => release.Id))}"
        );

    /// <summary>Sortable by age, and tells the commit.</summary>
    static string Name(int number, string commit)
    {
        var dirty = commit.Contains("-dirty", StringComparison.Ordinal) ? "-dirty" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{number:00000}-{commit[..Math.Min(8, commit.Length)]}{dirty}");
    }

    /// <summary>Of a release's id; 0 where it has none.</summary>
    static int Number(string id) => int.TryParse(id.Split('-')[0], CultureInfo.InvariantCulture, out var number) ? number : 0;
}
