using Microsoft.Extensions.DependencyInjection;
using Musubi.Model.Json;

namespace Musubi.Api;

/// <summary>What the routes need of the process beside an <see cref="Model.Services.IInventoryService"/>.</summary>
public static class MusubiApiServices
{
    /// <summary>Sets the JSON forms. The process itself registers its IInventoryService and, where it has them, IJoinTokenService or ILocalHostService.</summary>
    public static IServiceCollection AddMusubiApi(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options => ModelJson.Configure(options.SerializerOptions));
}
