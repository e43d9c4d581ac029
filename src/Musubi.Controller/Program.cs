using Musubi.Controller;
using Musubi.Controller.Accounts;
using Musubi.Controller.Edge;
using Musubi.Controller.Store;
using Musubi.Model.Services;

const int Done = 0;
const int Failed = 1;
const int BadUsage = 2;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(ControllerOptions.Usage);
    return Done;
}

if (args is ["--version"])
{
    Console.WriteLine($"musubi-controller {typeof(ControllerOptions).Assembly.GetName().Version?.ToString(3)}");
    return Done;
}

if (ControllerOptions.Parse(args, out IReadOnlyList<string> errors) is not { } options)
{
    Console.Error.WriteLine(string.Join('\n', errors.Select(error => $"musubi-controller: {error}")));
    Console.Error.WriteLine(ControllerOptions.Usage);
    return BadUsage;
}

try
{
#pragma warning disable RS0030 // edge: the system's clock comes in here
    await using ControllerServer server = await ControllerServer
        .StartAsync(options, TimeProvider.System, new SystemIdSource(), CancellationToken.None).ConfigureAwait(false);
#pragma warning restore RS0030
    Console.WriteLine($"musubi-controller: REST on https://{server.Api}, hosts on {server.Fabric}, state in {options.Data}");
    if (server.MadeFirstAccount)
    {
        Console.WriteLine($"musubi-controller: sign in at https://{server.Api} as {AccountBook.FirstName}; the password is in {Path.Combine(options.Data, FirstAccount.FileName)}");
    }

    await server.WaitForShutdownAsync().ConfigureAwait(false);
    return Done;
}
catch (Exception error) when (error is StoreException or InventoryUnavailableException or IOException or UnauthorizedAccessException
    or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"musubi-controller: {error.Message}");
    return Failed;
}
