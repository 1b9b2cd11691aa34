using System.Security.Cryptography;
using System.Text.Json;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Deployments;

/// <summary>A plan as a file: sealed, so that what is carried out is what was looked at.</summary>
internal static class PlanFile
{
    public static ReleasePlan Seal(ReleasePlan plan) => plan with { Seal = Digest(plan) };

    public static void Write(string path, ReleasePlan plan) =>
        AtomicFile.Write(Path.GetFullPath(path), JsonSerializer.SerializeToUtf8Bytes(plan, DeploymentJson.Default.ReleasePlan));

    public static ReleasePlan Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new Failure($"there is no plan {path}", "./pipeline plan --out FILE writes one.");
        }
        try
        {
            var plan =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), DeploymentJson.Default.ReleasePlan)
                ?? throw new JsonException("it is empty");
            return plan.Seal == Digest(plan) && plan.Release.ConfigurationHash == Configuration.Hash(plan.Release.Configuration)
                ? plan
                : throw new Failure(
                    $"the plan {path} was changed after it was made: its content does not match its seal",
                    "Make it again: ./pipeline plan --out FILE. Nothing was changed."
                );
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException)
        {
            throw new Failure($"{path} is not a plan: {damaged.Message}", "./pipeline plan --out FILE writes one.", damaged);
        }
    }

    private static string Digest(ReleasePlan plan) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(plan with { Seal = null }, DeploymentJson.Default.ReleasePlan))
        );
}
