using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LiveOps.Hosting.Database;

/// <summary>One PostgreSQL, one schema per service: the service reads and writes its own schema only.</summary>
public static class LiveOpsDatabase
{
    /// <summary>Name of the connection string.</summary>
    public const string ConnectionName = "liveops";

    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> for the hot paths and a pooled factory of
    /// <typeparamref name="TContext"/> for the rest, and applies the service's SQL migrations (embedded
    /// <c>Migrations/NNNN_*.sql</c>) when the host starts, under an advisory lock, so that replicas may start together.
    /// </summary>
    public static WebApplicationBuilder AddLiveOpsDatabase<TContext>(this WebApplicationBuilder builder, string schema)
        where TContext : DbContext
    {
        builder.AddLiveOpsDatabase(schema, typeof(TContext).Assembly);
        builder.Services.AddPooledDbContextFactory<TContext>(
            (services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
        );
        builder.Services.AddScoped(services =>
            services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext()
        );
        return builder;
    }

    /// <summary>The same for a service that speaks SQL only.</summary>
    public static WebApplicationBuilder AddLiveOpsDatabase(
        this WebApplicationBuilder builder,
        string schema,
        Assembly migrations
    )
    {
        var connection = builder.Configuration.GetConnectionString(ConnectionName);
        if (string.IsNullOrWhiteSpace(connection))
            throw new InvalidOperationException(
                $"ConnectionStrings:{ConnectionName} is missing: set ConnectionStrings__{ConnectionName} to a PostgreSQL connection string."
            );
        var settings = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = $"liveops-{schema}" };
        builder.Services.AddSingleton(services =>
            new NpgsqlDataSourceBuilder(settings.ConnectionString)
                .UseLoggerFactory(services.GetService<Microsoft.Extensions.Logging.ILoggerFactory>())
                .Build()
        );
        builder.Services.AddSingleton(new MigrationSet(schema, migrations));
        builder.Services.AddSingleton<SqlMigrator>();
        builder.Services.AddHostedService<MigrateAtStart>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [LiveOpsDefaults.ReadyTag]);
        return builder;
    }

    /// <summary>
    /// Runs the service; with <c>--migrate</c> among the arguments it applies the migrations, says so and ends.
    /// </summary>
    public static async Task RunLiveOpsAsync(this WebApplication app, string[] args)
    {
        if (!args.Contains("--migrate"))
        {
            await app.RunAsync();
            return;
        }
        if (app.Services.GetService<SqlMigrator>() is { } migrator)
            Console.WriteLine($"{await migrator.MigrateAsync(CancellationToken.None)} migrations applied.");
        await app.DisposeAsync();
    }

    /// <summary>Before anything that reads the schema: hosted services start in the order of their registration.</summary>
    private sealed class MigrateAtStart(SqlMigrator migrator) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => migrator.MigrateAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Which schema a service owns and where its migrations are.</summary>
public sealed record MigrationSet(string Schema, Assembly Assembly);
