using System.Text.RegularExpressions;
using MalariaPredictor.Pipeline.Migrations.Rules;
using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations;

/// <summary>
/// An exception that a migration claims for its next statement: <c>-- lint-allow: RULE because REASON</c>. The reason is what a reviewer
/// reads, and what the plan shows.
/// </summary>
internal sealed partial record Allowance(string Rule, string Reason)
{
    /// <summary>The exceptions that a statement's comments claim, and what is wrong with those comments.</summary>
    public static (IReadOnlyList<Allowance> Claimed, IReadOnlyList<string> Wrong) Of(SqlStatement statement)
    {
        var (claimed, wrong) = (new List<Allowance>(), new List<string>());
        foreach (var line in statement.Comments.SelectMany(comment => comment.Text.Split('\n')).Where(line => Mark().IsMatch(line)))
        {
            if (Form().Match(line) is not { Success: true } match)
            {
                wrong.Add("the exception is not of the form \"-- lint-allow: RULE because REASON\"");
            }
            else if (LintRule.All.All(rule => rule.Name != match.Groups["rule"].Value))
            {
                wrong.Add(
                    $"there is no rule '{match.Groups["rule"].Value}'; known are "
                        + $"{string.Join(", ", LintRule.All.Select(rule => rule.Name))}"
                );
            }
            else
            {
                claimed.Add(new Allowance(match.Groups["rule"].Value, match.Groups["reason"].Value));
            }
        }
        return (claimed, wrong);
    }

    [GeneratedRegex(@"lint-allow\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    // The runner ends every statement by a semicolon, also one that is only this comment.
    [GeneratedRegex(@"lint-allow:\s*(?<rule>[a-z-]+)\s+because\s+(?<reason>\S.*?)[\s;]*(\*/)?[\s;]*$")]
    private static partial Regex Form();
}
