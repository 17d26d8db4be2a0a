# LiveOps' servers and its board simulator are Debian packages: on Windows this runs inside WSL 2 (wsl --install -d Debian).
if (-not (Get-Command wsl -ErrorAction SilentlyContinue)) {
    Write-Error 'WSL 2 is not installed. Run "wsl --install -d Debian" as administrator, restart, and install the .NET 10 SDK and Node.js 20 in it.'
    exit 1
}
# WSL passes on only the variables that WSLENV names.
$env:WSLENV = "$env:WSLENV`:LIVEOPS_EVENT_FEED".TrimStart(':')
Push-Location $PSScriptRoot
try { wsl ./run @args; exit $LASTEXITCODE } finally { Pop-Location }
