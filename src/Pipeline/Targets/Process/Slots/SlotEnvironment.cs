using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// The environment of a slot's process: facts of this machine, the kept settings, and the release's configuration. Nothing else is
/// inherited: the shell that released may hold tokens that a process facing the public must not have.
/// </summary>
internal static class SlotEnvironment
{
    private static readonly HashSet<string> FromMachine = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TZDIR",
        "TMPDIR",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
    };

    private static readonly string[] FromMachineByPrefix = ["LC_", "DOTNET_"];

    public static Dictionary<string, string> Of(StateDirectory state, IReadOnlyDictionary<string, string> configuration)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (FromMachine.Contains(name) || FromMachineByPrefix.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                environment[name] = (string?)variable.Value ?? "";
            }
        }
        return Over(Over(environment, new KeptSettings(state).Read()), Configuration.ForProcess(configuration));
    }

    private static Dictionary<string, string> Over(Dictionary<string, string> below, IReadOnlyDictionary<string, string> above)
    {
        foreach (var (name, value) in above)
        {
            below[name] = value;
        }
        return below;
    }
}
