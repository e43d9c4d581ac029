using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace Musubi.Cli.Connection;

/// <summary>Speaks REST with one server. Every failure leaves it as a <see cref="CliException"/> that says what to do. One command's own; not for several threads.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly PinnedAuthority? _authority;

    public ApiClient(Endpoint endpoint)
    {
        Endpoint = endpoint;
        SocketsHttpHandler handler = new() { ConnectTimeout = ConnectTimeout, UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (endpoint.Socket is { } path)
        {
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation);
        }
        else if (endpoint.Config!.CaPem is { } pem)
        {
            _authority = new PinnedAuthority(pem, "ca");
            handler.SslOptions.RemoteCertificateValidationCallback = _authority.Accepts;
        }

        _http = new HttpClient(handler) { BaseAddress = new Uri(endpoint.Config?.Server ?? "http://localhost"), Timeout = Timeout.InfiniteTimeSpan };
        if (endpoint.Config?.Token is { Length: > 0 } token)
        {
            _http.DefaultRequestHeaders.Authorization = ReadToken(token);
        }
    }

    public Endpoint Endpoint { get; }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => SendAsync(new ApiRequest(HttpMethod.Get, path), cancellation);

    /// <summary>Sends and gives the answer's body; an undefined element when it is empty.</summary>
    public async Task<JsonElement> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(AnswerTimeout);
        using HttpRequestMessage message = Compose(request);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, late.Token).ConfigureAwait(false);
            string body = await response.Content.ReadAsStringAsync(late.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? Parse(body) : throw ApiErrors.From(response.StatusCode, body, Endpoint.Name, request.Locate);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable(request, $"no answer within {AnswerTimeout.TotalSeconds:0} s", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Unreachable(request, ReasonOf(error), error);
        }
    }

    /// <summary>The events of a stream as they come, until it ends or the caller stops.</summary>
    public async IAsyncEnumerable<ServerEvent> StreamAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ApiRequest request = new(HttpMethod.Get, path);
        using HttpRequestMessage message = Compose(request);
        using HttpResponseMessage response = await OpenAsync(request, message, cancellation).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using EventStreamReader events = new(stream);
        while (true)
        {
            ServerEvent? next;
            try
            {
                next = await events.ReadAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                throw Unreachable(request, ReasonOf(error), error);
            }

            if (next is null)
            {
                yield break;
            }

            yield return next;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _authority?.Dispose();
    }

    private async Task<HttpResponseMessage> OpenAsync(ApiRequest request, HttpRequestMessage message, CancellationToken cancellation)
    {
        try
        {
            HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw ApiErrors.From(response.StatusCode, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), Endpoint.Name, null);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Unreachable(request, ReasonOf(error), error);
        }
    }

    private static HttpRequestMessage Compose(ApiRequest request)
    {
        HttpRequestMessage message = new(request.Method, request.Path);
        if (request.Body is { } body)
        {
            message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (request.IfMatch is { } revision)
        {
            message.Headers.TryAddWithoutValidation("If-Match", revision);
        }

        return message;
    }

    private static AuthenticationHeaderValue ReadToken(string token)
    {
        foreach (char c in token)
        {
            if (c is <= ' ' or >= (char)0x7f)
            {
                throw new CliException(ExitCode.Usage, "token: must be visible ASCII characters");
            }
        }

        return new AuthenticationHeaderValue("Bearer", token);
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private JsonElement Parse(string body)
    {
        if (body.Length == 0)
        {
            return default;
        }

        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCode.Failure, $"{Endpoint.Name} answered with something that is not JSON: {error.Message}", error);
        }
    }

    private string ReasonOf(Exception error)
    {
        if (_authority?.Refusal is { } refusal)
        {
            return refusal;
        }

        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            // The runtime gives ENOENT of a unix socket this name.
            if (cause is SocketException { SocketErrorCode: SocketError.AddressNotAvailable } && Endpoint.IsLocal)
            {
                return "there is no such socket";
            }

            if (cause is SocketException or AuthenticationException)
            {
                return cause.Message;
            }
        }

        return error.InnerException is TaskCanceledException or TimeoutException ? $"no connection within {ConnectTimeout.TotalSeconds:0} s" : error.Message;
    }

    private CliException Unreachable(ApiRequest request, string reason, Exception error)
    {
        List<string> lines = [$"cannot reach {Endpoint.Name}: {reason}", Endpoint.GoesOnWithout];
        bool mayHaveArrived = request.Method != HttpMethod.Get
            && error is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError };
        if (mayHaveArrived)
        {
            lines.Add("Whether the change was made is not known: look before you try again.");
        }

        return new CliException(ExitCode.Unreachable, lines);
    }
}
