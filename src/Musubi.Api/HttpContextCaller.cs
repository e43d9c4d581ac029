using Microsoft.AspNetCore.Http;
using Musubi.Model.Services;

namespace Musubi.Api;

/// <summary>How a process tells the routes who asks. Authentication is the process's own, in front of the routes.</summary>
public static class HttpContextCaller
{
    /// <summary>To be called by the process's middleware once it knows who asks. Without it every route answers 401.</summary>
    public static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);

    public static Caller? FindCaller(this HttpContext context) => context.Features.Get<Caller>();
}
