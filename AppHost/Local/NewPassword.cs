using System.Security.Cryptography;
using LiveOps.AppHost.Local.Servers;
using Microsoft.AspNetCore.Identity;

namespace LiveOps.AppHost.Local;

/// <summary>For an admin who has lost the password: whoever owns the installation's files may set another.</summary>
internal static class NewPassword
{
    /// <summary>Makes it, sets it in the running system, ends the admin's sessions, and keeps it.</summary>
    /// <exception cref="InvalidOperationException">The database refuses.</exception>
    public static async Task SetAsync(Installation installation, Endpoints endpoints)
    {
        var password = installation.RenewAdminPassword();
        // As the console hashes: base64 and hexadecimal digits, so nothing in the statement needs quoting.
        var hash = new PasswordHasher<object>().HashPassword(new(), password);
        var stamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await PostgresServer.ExecuteAsync(
            endpoints.Postgres,
            $"""
            with changed as (
                update console.users set password_hash = '{hash}', security_stamp = '{stamp}',
                    must_change_password = true, password_changed_at = now()
                where lower(name) = 'admin' returning name)
            insert into console.audit (workspace_id, at, actor, action)
            select '{Topology.WorkspaceId}', now(), name, 'password set anew by ./run --new-password' from changed
            """
        );
        var renewed = endpoints with { Admin = new(endpoints.Admin.User, password) };
        installation.WritePrivate(installation.EndpointsFile, renewed);
    }
}
