using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Control;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>The command socket: a Unix-domain socket in a directory only its user may enter, itself closed to everyone else.</summary>
internal static class ControlServer
{
    public static WebApplication Create(StateDirectory state)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLogging.Configure(builder);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(state.Socket));
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ControlJson.Default));
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Close(state.Socket));
        return app;
    }

    private static void Close(string socket)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
