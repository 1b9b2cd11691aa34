using MalariaPredictor.Backend.Storage.Addresses;
using MalariaPredictor.Backend.Storage.Migrations;
using Npgsql;
using Quartz;

namespace MalariaPredictor.Backend.Jobs.Scheduling;

/// <summary>
/// Puts the scheduler together: one for all instances where they share a PostgreSQL database, one in the process where the database is a
/// file.
/// </summary>
internal static class JobServices
{
    public static void AddJobs(this IServiceCollection services, DatabaseUrl database, JobOptions options)
    {
        services.AddSingleton(options);
        services.AddWorks();
        services.AddSingleton<JobHealth>();
        if (!options.BackgroundJobs)
        {
            return;
        }

        services.AddSingleton<JobTrigger>();
        services.AddHostedService<Takeover>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => (scheduler.InstanceName, scheduler.InstanceId) = ("malaria-predictor", "AUTO"));
            if (database is PostgresUrl server)
            {
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(NpgsqlFactory.Instance, server.ConnectionString);
                    store.UseClustering(clustering => clustering.CheckinInterval = TimeSpan.FromSeconds(5));
                    store.ConfigureStore(settings => settings.TablePrefix = M0006Jobs.QuartzPrefix);
                });
            }
        });
        services.AddHostedService<JobScheduler>();
    }

    /// <summary>Every job there is, with what it needs.</summary>
    public static void AddWorks(this IServiceCollection services)
    {
        services.AddSingleton(JobTimings.Usual).AddSingleton<JobRuns>().AddSingleton<JobRunner>();
        foreach (var type in WorkTypes.All)
        {
            services.AddSingleton(typeof(IBackgroundWork), type);
        }
    }
}
