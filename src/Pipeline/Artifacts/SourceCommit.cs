using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Artifacts;

/// <summary>Names the sources an artifact is built from: the commit, and a suffix when those sources are not as committed.</summary>
internal static class SourceCommit
{
    /// <summary>What goes into an artifact. A changed document does not make the built code another.</summary>
    private static readonly string[] Inputs =
    [
        "src/Backend",
        "src/Forecasting",
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
        "global.json",
        ".editorconfig",
        "BannedSymbols.txt",
    ];

    /// <summary>Two letters and a space before each path; see git-status(1), porcelain version 1.</summary>
    private const int StatusLength = 3;

    public static async Task<string> ReadAsync(Repository repository, CancellationToken cancellationToken)
    {
        var git = new Git(repository.Root);
        if (!Directory.Exists(Path.Combine(repository.Root, ".git")) && !File.Exists(Path.Combine(repository.Root, ".git")))
        {
            return "nogit-" + HashFiles(repository.Root, Inputs.SelectMany(input => Files(repository.Root, input)));
        }
        const string Remedy = "Commit at least once, or remove .git: sources without it are named by their content.";
        var asked = await git.RunAsync(["rev-parse", "HEAD"], cancellationToken);
        if (asked.ExitCode != 0)
        {
            throw new UserFacingException($"git knows no commit of {repository.Root}:\n{asked.LastOutput}", Remedy);
        }
        var head = asked.Output.Trim();
        var status = (
            await git.SucceedAsync(
                ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", .. Inputs],
                "asking git for changes",
                Remedy,
                cancellationToken
            )
        ).Output;
        var changed = status.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry[StatusLength..]).ToList();
        return changed.Count == 0 ? head : $"{head}-dirty.{HashFiles(repository.Root, changed)}";
    }

    private static IEnumerable<string> Files(string root, string input) =>
        Directory.Exists(Path.Combine(root, input))
            ? Directory
                .EnumerateFiles(Path.Combine(root, input), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file))
            : [input];

    private static string HashFiles(string root, IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(root, file);
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
            hash.AppendData(File.Exists(path) ? SHA256.HashData(File.ReadAllBytes(path)) : []); // A deleted file counts by its name.
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
