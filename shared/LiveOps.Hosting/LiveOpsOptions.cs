using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveOps.Hosting;

/// <summary>Options that are checked when the service starts, not when somebody first trips over them.</summary>
public static class LiveOpsOptions
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a configuration section. At start every data annotation is checked (and
    /// <see cref="IValidatableObject"/>), all errors are reported at once, each with its configuration key, and a key
    /// that the options do not know is an error.
    /// </summary>
    public static OptionsBuilder<T> AddLiveOpsOptions<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new NamingValidator<T>(section));
        return services
            .AddOptions<T>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
    }

    private sealed class NamingValidator<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var errors = new List<ValidationResult>();
            if (
                Validator.TryValidateObject(
                    options,
                    new ValidationContext(options),
                    errors,
                    validateAllProperties: true
                )
            )
                return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(
                errors.Select(error =>
                    $"{string.Join(", ", error.MemberNames.DefaultIfEmpty("?").Select(key => $"{section}:{key}"))}: {error.ErrorMessage}"
                )
            );
        }
    }
}
