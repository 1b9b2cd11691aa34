using MalariaPredictor.Pipeline.Deployments;

namespace MalariaPredictor.Pipeline.Tests.Releases;

/// <summary>Where to get a release again whose artifact is gone.</summary>
public sealed class RollbackSourceTests
{
    [Fact]
    public void A_release_from_a_commit_is_built_again_from_it() =>
        RollbackFeasibility.WhereFrom("0123456789abcdef").ShouldBe("Check out commit 0123456789abcdef and deploy it.");

    [Fact]
    public void A_release_with_changes_that_were_not_committed_cannot_be_checked_out_and_that_is_said()
    {
        var remedy = RollbackFeasibility.WhereFrom("0123456789abcdef-dirty.fedcba987654");

        remedy.ShouldContain("built from commit 0123456789abcdef with changes that were not committed");
        remedy.ShouldContain("./pipeline releases");
        remedy.ShouldNotContain("dirty");
        remedy.ShouldNotContain("Check out");
    }

    [Fact]
    public void A_release_from_outside_git_names_no_commit()
    {
        var remedy = RollbackFeasibility.WhereFrom("nogit-0123456789ab");

        remedy.ShouldContain("outside git");
        remedy.ShouldContain("./pipeline releases");
        remedy.ShouldNotContain("Check out");
    }
}
