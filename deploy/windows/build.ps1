# Makes the gateway's package for a Windows PC: one folder with its own .NET, the boards' firmware and install.ps1, as
# artifacts\windows\liveops-gateway-<version>-win-x64.zip. The firmware has to be built before (make -C firmware, on Linux or WSL).
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..\..')
$version = git describe --tags --always --dirty
$out = Join-Path 'artifacts\windows' "liveops-gateway-$version-win-x64"
if (-not (Test-Path 'firmware\build\uno.hex')) { throw 'The boards'' firmware is missing: build it first (make -C firmware build/uno.hex).' }
if (Test-Path $out) { Remove-Item -Recurse -Force $out }
New-Item -ItemType Directory -Force $out | Out-Null
dotnet publish services\DeviceGateway -c Release -r win-x64 --self-contained --nologo -v quiet `
    --artifacts-path artifacts\publish -p:DebugType=none -o (Join-Path $out 'gateway')
if ($LASTEXITCODE -ne 0) { throw 'The gateway does not build.' }
Copy-Item deploy\windows\install.ps1, deploy\windows\uninstall.ps1, LICENSE $out
Set-Content (Join-Path $out 'VERSION') $version
Compress-Archive -Force -Path $out -DestinationPath "$out.zip"
"$out.zip"
