using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Musubi.Controller.Accounts;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Controller.Trust;
using Musubi.Model;

namespace Musubi.Controller.Edge;

/// <summary>The whole controller in a process: the core, and its two listeners.</summary>
internal sealed class ControllerServer : IAsyncDisposable
{
    private readonly ServerCertificates _certificates;
    private readonly WebApplication _fabric;
    private readonly WebApplication _rest;

    private ControllerServer(ControllerCore core, ServerCertificates certificates, WebApplication fabric, WebApplication rest)
    {
        Core = core;
        _certificates = certificates;
        _fabric = fabric;
        _rest = rest;
    }

    public ControllerCore Core { get; }

    public IPEndPoint Api => EndPointOf(_rest);

    public IPEndPoint Fabric => EndPointOf(_fabric);

    /// <summary>This start made the administrator's account: its password lies in <see cref="FirstAccount.FileName"/>.</summary>
    public bool MadeFirstAccount { get; private set; }

    /// <summary>Opens the store in the data directory and listens.</summary>
    /// <exception cref="StoreException">The store is in use or broken.</exception>
    /// <exception cref="IOException">An address is in use, or the data directory cannot be written.</exception>
    public static async Task<ControllerServer> StartAsync(
        ControllerOptions options, TimeProvider time, IIdSource ids, CancellationToken cancellation)
    {
        DataDirectory data = new(options.Data);
        string path = data.PrivateFile("fabric.db");
        ControllerCore core = await OpenCoreAsync(SqliteStore.Open(path), path, data, time, ids, cancellation).ConfigureAwait(false);
        ServerCertificates certificates = new(core.Authority, time, ["localhost", .. options.Names]);
        ControllerServer server = new(
            core, certificates, FabricListener.Build(core, certificates, options.Fabric), RestListener.Build(core, certificates, options.Api, options.Fabric.Port, data.PrivateFolder("keys"), time));
        try
        {
            core.Start();
            await server._fabric.StartAsync(cancellation).ConfigureAwait(false);
            await server._rest.StartAsync(cancellation).ConfigureAwait(false);

            // Last, so that who finds the file can connect.
            await AdminFile.EnsureAsync(data, core.ApiTokens, core.Authority, server.Api, cancellation).ConfigureAwait(false);
            server.MadeFirstAccount = await FirstAccount.EnsureAsync(data, core.Accounts, ids, cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends when the process is told to stop.</summary>
    public Task WaitForShutdownAsync() => _rest.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_rest.StopAsync(), _fabric.StopAsync()).ConfigureAwait(false);
        await _rest.DisposeAsync().ConfigureAwait(false);
        await _fabric.DisposeAsync().ConfigureAwait(false);
        await Core.DisposeAsync().ConfigureAwait(false);
        _certificates.Dispose();
    }

    private static async Task<ControllerCore> OpenCoreAsync(
        SqliteStore store, string path, DataDirectory data, TimeProvider time, IIdSource ids, CancellationToken cancellation)
    {
        try
        {
            // A new fabric in place of one that was lost would lock every host out, and hide the loss.
            if (AdminFile.IsIn(data) && await store.GetAsync(InventoryKeys.Authority, cancellation).ConfigureAwait(false) is null)
            {
                throw new StoreDamagedException($"the store '{path}' is empty, but its folder was a fabric's: restore the whole folder, "
                    + $"'{Path.GetFileName(path)}-wal' with it, or remove {AdminFile.FileName} to begin a new fabric");
            }

            return await ControllerCore.OpenAsync(store, time, ids, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            if (failure is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException or CryptographicException)
            {
                throw new StoreDamagedException($"the store '{path}' holds what cannot be read; restore the whole folder from a backup: {failure.Message}", failure);
            }

            throw;
        }
    }

    private static IPEndPoint EndPointOf(WebApplication app)
    {
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Uri uri = new(address);
        return new IPEndPoint(IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
    }
}
