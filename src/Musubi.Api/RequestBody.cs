using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Musubi.Api;

/// <summary>Reads a JSON body within bounds, before anything else looks at it.</summary>
public static class RequestBody
{
    /// <summary>Bytes of a body.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Bytes of an apply, which may hold a whole fabric.</summary>
    public const int MaxApplyBytes = 8 << 20;

    private const int MaxDepth = 32;

    /// <summary>The body, or the answer that says what is wrong with it.</summary>
    public static async Task<(JsonElement Body, IResult? Error)> ReadAsync(HttpContext context, int maxBytes = MaxBytes)
    {
        HttpRequest request = context.Request;
        if (!request.HasJsonContentType())
        {
            return (default, ApiResults.Error(StatusCodes.Status415UnsupportedMediaType, "Content-Type", request.ContentType, "must be application/json"));
        }

        try
        {
            using MemoryStream bytes = new();
            if (!await TryCopyAsync(request.Body, bytes, maxBytes, context.RequestAborted))
            {
                return (default, ApiResults.Error(StatusCodes.Status413PayloadTooLarge, "body", "", $"must be at most {maxBytes} bytes"));
            }

            ReadOnlyMemory<byte> text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            JsonElement body = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth }).RootElement;
            return IsUnicode(text.Span)
                ? (body.Clone(), null)
                : (default, ApiResults.Error(StatusCodes.Status400BadRequest, "body", "", "must be valid UTF-8, also in its \\u escapes"));
        }
        catch (JsonException e)
        {
            string where = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return (default, ApiResults.Error(StatusCodes.Status400BadRequest, "body", where, $"must be JSON in UTF-8, nested at most {MaxDepth} deep"));
        }
        catch (BadHttpRequestException e)
        {
            return (default, ApiResults.Error(e.StatusCode, "body", "", "could not be read whole"));
        }
    }

    /// <summary>The parser takes any bytes and halves of surrogate pairs in texts, and fails only when they are read: they are refused here.</summary>
    private static bool IsUnicode(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return false;
        }

        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsWhole(ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<bool> TryCopyAsync(Stream from, MemoryStream to, int maxBytes, CancellationToken cancellation)
    {
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            if (to.Length + count > maxBytes)
            {
                return false;
            }

            to.Write(buffer, 0, count);
        }

        return true;
    }
}
