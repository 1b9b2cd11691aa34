using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Backend.Tests.Commands;

/// <summary>Runs the command line within this process, against a scratch database.</summary>
internal static class Cli
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(Scratch scratch, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var here = new HostContext(name => name == "DATABASE_URL" ? scratch.Url : null, scratch.Clock);
        var code = await Root.RunAsync(args, here, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
