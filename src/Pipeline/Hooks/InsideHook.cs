using System.Globalization;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Hooks;

/// <summary>Whether this process was started, directly or not, by a hook of a release that is under way.</summary>
internal static class InsideHook
{
    public const string Stage = "MALARIA_HOOK";
    public const string Deployer = "MALARIA_DEPLOYER";

    /// <summary>True where the holder of the lock is the deployer whose hook this is.</summary>
    public static bool IsOf(LockRecord holder) =>
        Environment.GetEnvironmentVariable(Deployer) == holder.Pid.ToString(CultureInfo.InvariantCulture);

    /// <summary>For a command that wants the lock which its own release holds.</summary>
    public static UserFacingException Refusal(string command) =>
        new(
            $"'{command}' was called by the {Environment.GetEnvironmentVariable(Stage)} hook of a release that is under way, which waits "
                + "for that hook: it would wait for itself",
            "A hook may look (status, history, releases, verify, logs) and migrate with the release's own artifact ($MALARIA_ARTIFACT), "
                + "but not release."
        );
}
