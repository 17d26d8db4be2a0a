# Installs or upgrades the LiveOps gateway on this PC, as a service that starts by itself. Run it as administrator from
# the folder it came in:   powershell -ExecutionPolicy Bypass -File install.ps1
# Settings and data of an earlier version stay. No port of the firewall is opened: the gateway's page is for this PC alone.
param(
    # Only for a PC that is set up by hand and not enrolled: its short name, lower-case letters, digits and dashes.
    [ValidatePattern('^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$')] [string] $Id,
    # The service is made but not started.
    [switch] $NoStart
)
$ErrorActionPreference = 'Stop'
$service = 'LiveOpsGateway'
$account = "NT SERVICE\$service"
$program = Join-Path $env:ProgramFiles 'LiveOps\Gateway'
$data = Join-Path $env:ProgramData 'LiveOps\Gateway'
$settings = Join-Path $env:ProgramData 'LiveOps\gateway.json'

$me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    throw 'This installs a service: start PowerShell as administrator.'
}
if (-not (Test-Path (Join-Path $PSScriptRoot 'gateway\LiveOps.DeviceGateway.exe'))) {
    throw 'The gateway is missing beside this file: unpack the whole package.'
}

function Invoke-Tool([string] $tool, [string[]] $arguments) {
    $said = & $tool @arguments 2>&1
    if ($LASTEXITCODE -ne 0) { throw "$tool $($arguments -join ' ') failed ($LASTEXITCODE): $said" }
}

$known = Get-Service $service -ErrorAction SilentlyContinue
if ($known -and $known.Status -ne 'Stopped') {
    Stop-Service $service
    $known.WaitForStatus('Stopped', '00:00:30')
}

# The new program is put beside the old one and then takes its place: an interrupted upgrade leaves one of them whole.
if (Test-Path "$program.new") { Remove-Item -Recurse -Force "$program.new" }
if (Test-Path "$program.old") { Remove-Item -Recurse -Force "$program.old" }
New-Item -ItemType Directory -Force (Split-Path $program), $data | Out-Null
Copy-Item -Recurse (Join-Path $PSScriptRoot 'gateway') "$program.new"
Copy-Item (Join-Path $PSScriptRoot 'VERSION'), (Join-Path $PSScriptRoot 'LICENSE'), (Join-Path $PSScriptRoot 'uninstall.ps1') "$program.new"
if (Test-Path $program) { Rename-Item $program "$program.old" }
Rename-Item "$program.new" $program
if (Test-Path "$program.old") { Remove-Item -Recurse -Force "$program.old" }

$image = '"' + (Join-Path $program 'LiveOps.DeviceGateway.exe') + '" --service'
if ($known) {
    Invoke-Tool sc.exe @('config', $service, 'binPath=', $image, 'start=', 'delayed-auto', 'obj=', $account)
} else {
    # An account of the service's own, which has no password and no right but those given below.
    Invoke-Tool sc.exe @('create', $service, 'binPath=', $image, 'start=', 'delayed-auto', 'obj=', $account, 'DisplayName=', 'LiveOps gateway')
}
Invoke-Tool sc.exe @('description', $service, 'Drives the Arduinos of this PC for LiveOps.')
Invoke-Tool sc.exe @('sidtype', $service, 'unrestricted')
# Ended by a crash, or by itself because it was enrolled or revoked: again after 2, 5 and then every 10 seconds; counted anew after a day.
Invoke-Tool sc.exe @('failure', $service, 'reset=', '86400', 'actions=', 'restart/2000/restart/5000/restart/10000')
Invoke-Tool sc.exe @('failureflag', $service, '1')

# Data and settings: the service, the system and administrators; nobody else, for the broker's password is among them.
if (-not (Test-Path $settings)) {
    $content = [ordered]@{
        Urls = 'http://127.0.0.1:5090'
        Gateway = [ordered]@{ DataFolder = $data }
        Logging = [ordered]@{ Files = [ordered]@{ Folder = (Join-Path $data 'logs') } }
    }
    if ($Id) { $content.Gateway.Id = $Id }
    $content | ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 $settings
} elseif ($Id) {
    $content = Get-Content -Raw $settings | ConvertFrom-Json
    $content.Gateway | Add-Member -Force -NotePropertyName Id -NotePropertyValue $Id
    $content | ConvertTo-Json -Depth 8 | Set-Content -Encoding UTF8 $settings
}
Invoke-Tool icacls.exe @($data, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', "${account}:(OI)(CI)M")
Invoke-Tool icacls.exe @($settings, '/inheritance:r', '/grant:r', '*S-1-5-18:F', '*S-1-5-32-544:F', "${account}:R")

"Installed $(Get-Content (Join-Path $PSScriptRoot 'VERSION')) in $program. Settings: $settings. Data: $data."
if (-not $NoStart) {
    Start-Service $service
    'It runs: http://127.0.0.1:5090 on this PC. The event viewer and the page tell what it does.'
}
