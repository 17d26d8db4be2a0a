using System.Globalization;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Checks passwords and codes, one guess at a name after the other, and makes whoever guesses wrong wait.
/// </summary>
internal sealed class PasswordGate(Passwords passwords, SignInThrottle throttle, ILogger<PasswordGate> log)
{
    /// <summary>Checks a password, and what comes after it, in one turn.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">As typed.</param>
    /// <param name="hash">Of the user; null when there is none.</param>
    /// <param name="password">As typed.</param>
    /// <param name="wrong">What a wrong password is answered with.</param>
    /// <param name="then">
    /// What follows a right one: a check of its own may answer with <see cref="Refused"/>, which counts as a wrong guess.
    /// </param>
    public Task<IResult> CheckAsync(
        HttpContext http,
        string name,
        string? hash,
        string password,
        IResult wrong,
        Func<Task<IResult>> then
    ) =>
        GuessAsync(
            http,
            name,
            async () =>
                password.Length is > 0 and <= Passwords.MaxLength
                && await passwords.VerifyAsync(hash, password, http.RequestAborted)
                    ? await then()
                    : new Refused(wrong)
        );

    /// <summary>One guess. The right one clears the name, unless it is <see cref="HalfWay"/> of what is asked for.</summary>
    public async Task<IResult> GuessAsync(HttpContext http, string name, Func<Task<IResult>> guess)
    {
        var address = Origin.Of(http).Address;
        using var turn = await throttle.TurnAsync(name, http.RequestAborted);
        var wait = throttle.Wait(name, address);
        if (wait > TimeSpan.Zero)
            return TooMany(http, wait);
        switch (await guess())
        {
            case Refused refused:
                throttle.Failed(name, address);
                log.LogInformation("Wrong user name, password or code from {Address}", address);
                return refused.Answer;
            case HalfWay half:
                return half.Answer;
            case var right:
                throttle.Succeeded(name);
                return right;
        }
    }

    private static IResult TooMany(HttpContext http, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            $"Wait {seconds} s, then try again.",
            statusCode: 429,
            title: "Too many wrong passwords or codes"
        );
    }
}

/// <summary>A wrong guess: counted, and answered so.</summary>
internal sealed record Refused(IResult Answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Answer.ExecuteAsync(httpContext);
}

/// <summary>Right, but not all that is asked for: neither counted nor forgiven.</summary>
internal sealed record HalfWay(IResult Answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Answer.ExecuteAsync(httpContext);
}
