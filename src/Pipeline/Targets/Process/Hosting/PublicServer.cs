using MalariaPredictor.Pipeline.Targets.Process.Routing;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace MalariaPredictor.Pipeline.Targets.Process.Hosting;

/// <summary>The public port: everything that arrives goes to the router.</summary>
internal static class PublicServer
{
    public static WebApplication Create(HostSettings options, ActiveSlot active, RecentRequests recent, TimeProvider time)
    {
        // Empty: any other reads settings from the working directory and watches all the folders below it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLogging.Configure(builder);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null; // The release limits what it accepts.
                // Earlier than the release would: the router, which knows the client, answers one that stops in the middle.
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(3));
                if (options.Bind is null)
                {
                    kestrel.ListenLocalhost(options.Port);
                }
                else
                {
                    kestrel.Listen(options.Bind, options.Port);
                }
            });
        builder.Services.TryAddSingleton(time);
        builder.Services.AddHttpForwarder();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Timings.Drain);
        var app = builder.Build();
        var router = new Router(app.Services.GetRequiredService<IHttpForwarder>(), active, recent, options.Timings, time);
        app.Run(router.HandleAsync);
        return app;
    }
}
