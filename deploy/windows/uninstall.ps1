# Removes the LiveOps gateway from this PC. Run it as administrator. Its data and settings (C:\ProgramData\LiveOps) stay,
# unless -Purge is said.
param([switch] $Purge)
$ErrorActionPreference = 'Stop'
$service = 'LiveOpsGateway'
$program = Join-Path $env:ProgramFiles 'LiveOps\Gateway'
$kept = Join-Path $env:ProgramData 'LiveOps'

$me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    throw 'This removes a service: start PowerShell as administrator.'
}
$known = Get-Service $service -ErrorAction SilentlyContinue
if ($known) {
    if ($known.Status -ne 'Stopped') {
        Stop-Service $service
        $known.WaitForStatus('Stopped', '00:00:30')
    }
    sc.exe delete $service | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "sc.exe delete $service failed ($LASTEXITCODE)." }
}
if (Test-Path $program) { Remove-Item -Recurse -Force $program }
if ($Purge) {
    foreach ($item in (Join-Path $kept 'Gateway'), (Join-Path $kept 'gateway.json')) {
        if (Test-Path $item) { Remove-Item -Recurse -Force $item }
    }
    'Removed, with data and settings.'
} else {
    "Removed. Data and settings in $kept stay; -Purge deletes them, too."
}
