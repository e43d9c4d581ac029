using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Musubi.Model.Services;
using Musubi.Pages.Changes;
using Musubi.Pages.Identity;
using Musubi.Pages.Live;
using Musubi.Pages.Shell;
using Musubi.Pages.Words;

namespace Musubi.Pages.Tests.Components;

/// <summary>Components drawn without a browser, over a small fabric.</summary>
public abstract class ComponentTest : BunitContext
{
    private protected ComponentTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Service = new PageService(Samples.View(3));
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<IInventoryService>(Service);
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        Services.AddSingleton<FabricFeed>();
        Services.AddSingleton<IPageSignIn, SignedIn>();
        Services.AddScoped<FabricEditor>();
        User = AddAuthorization();
        User.SetAuthorized("eva");
        User.SetRoles(PageRoles.Admin);
        Look(Language.English);
    }

    private protected PageService Service { get; }

    private protected BunitAuthorizationContext User { get; }

    private protected void Look(Language language) => RenderTree.TryAdd<Microsoft.AspNetCore.Components.CascadingValue<PageLook>>(value => value.Add(one => one.Value, new PageLook(language, null)));

    private sealed class SignedIn : IPageSignIn
    {
        public Task<SignInAnswer> SignInAsync(HttpContext context, string account, string password) => Task.FromResult(SignInAnswer.Done);

        public Task SignOutAsync(HttpContext context) => Task.CompletedTask;

        public bool Holds(ClaimsPrincipal user) => true;
    }
}
