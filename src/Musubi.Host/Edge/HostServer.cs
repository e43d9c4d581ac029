using Musubi.Api;
using Musubi.Host.Agent;
using Musubi.Host.Local;
using Musubi.Host.State;
using Musubi.Host.SwitchLink;
using Musubi.Model.Services;

namespace Musubi.Host.Edge;

/// <summary>Puts the agent's parts together and runs them until the process is told to end; what was attached stays attached.</summary>
internal static class HostServer
{
    public static async Task RunAsync(AgentOptions options)
    {
#pragma warning disable RS0030 // edge: the system's clock comes in here
        TimeProvider clock = TimeProvider.System;
#pragma warning restore RS0030
        SystemIdSource ids = new();
        EventLog events = new(clock);
        StateHolder state = LoadState(options, ids, events);

        WebApplicationBuilder builder = CreateBuilder(options);
        StatisticsReader statistics = new(options.Counters, clock);
        Exception? defect = null;
        IHostApplicationLifetime? lifetime = null;
        AgentLoop loop = new(failure =>
        {
            defect = failure;
            lifetime?.StopApplication();
        });
        using LinuxKernel kernel = new(options.UplinkDriver);
        using SwitchClient switchClient = new(options.SwitchSocket, AgentVersion.Text, loop.Post);
        using ILoggerFactory logging = LoggerFactory.Create(ConfigureLogging);
        FabricClient fabric = new(loop, statistics, clock, logging.CreateLogger("fabric"));
        AgentCore core = new(kernel, switchClient, fabric, state, new AddressBook(new AddressStore(new FolderDisk(options.StateFolder)), events, clock), events, clock, ids, options.Rollback);

        builder.Services.AddMusubiApi();
        builder.Services.AddSingleton<IInventoryService>(new LocalInventoryService(loop, core, events, statistics, clock));
        builder.Services.AddSingleton<ILocalHostService>(new LocalHostService(loop, core));
        WebApplication app = builder.Build();
        app.Use(LocalCallers.NameAsync);
        app.MapMusubiApi();
        lifetime = app.Lifetime;

        using KernelWatch watch = new(loop);
        loop.Start(core);
        switchClient.Start();
        watch.Start();
        await app.StartAsync().ConfigureAwait(false);
        OpenSocketToGroup(options.ApiSocket);
        Task streaming = fabric.RunAsync(core, app.Lifetime.ApplicationStopping);
        Task asking = new QmpWatcher(loop, core, clock).RunAsync(app.Lifetime.ApplicationStopping);
        Task watching = new MonitorWatch(loop, core, clock).RunAsync(app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync().ConfigureAwait(false);
        loop.Stop();
        await Task.WhenAll(streaming, asking).WaitAsync(TimeSpan.FromSeconds(1), clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (defect is not null)
        {
            throw new IOException($"the agent's thread failed and the process ends to start anew: {defect}", defect);
        }
    }

    private static StateHolder LoadState(AgentOptions options, SystemIdSource ids, EventLog events)
    {
        StateStore store = new(new FolderDisk(options.StateFolder));
        LoadedState? loaded = store.Load();
        if (loaded is null)
        {
            HostState fresh = new() { HostId = ids.NewId(), HostName = options.Name };
            store.Save(fresh);
            return new StateHolder(store, fresh);
        }

        if (loaded.Problem is not null)
        {
            events.Add("state.damaged", "disk", loaded.Problem, EventSeverity.Warning, host: loaded.State.HostName);
        }

        return new StateHolder(store, loaded.State);
    }

    private static WebApplicationBuilder CreateBuilder(AgentOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSystemd();
        ConfigureLogging(builder.Logging);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 << 20;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.ListenUnixSocket(options.ApiSocket);
        });
#pragma warning disable RS0030 // edge: a socket that an earlier agent left behind is in the way
        File.Delete(options.ApiSocket);
#pragma warning restore RS0030
        return builder;
    }

    private static void ConfigureLogging(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });

#pragma warning disable RS0030 // edge: the socket is a file with a mode
    private static void OpenSocketToGroup(string path) =>
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
#pragma warning restore RS0030
}
