@echo off
rem Runs the pipeline on Windows: builds src\Pipeline when its sources changed, else starts at once.
rem Slots are POSIX processes: "up", "deploy" and "host" run under WSL with ./pipeline; "ci" and "version" run here.
setlocal
set "MALARIA_ROOT=%~dp0"
set "MALARIA_ROOT=%MALARIA_ROOT:~0,-1%"
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
set "builds=%MALARIA_ROOT%\artifacts\pipeline"

where dotnet >nul 2>nul || goto :need_sdk
pushd "%MALARIA_ROOT%"
dotnet --version >nul 2>nul || (popd & goto :need_sdk)

rem MSBuild itself sees whether a source changed; nothing is compiled when none did.
dotnet build src\Pipeline -c Release -v quiet "-p:ArtifactsPath=%builds%\work\" >"%TEMP%\malaria-pipeline-build.log" 2>&1 || (
  type "%TEMP%\malaria-pipeline-build.log" 1>&2
  popd
  exit /b 1
)
popd
dotnet "%builds%\work\bin\Pipeline\release\pipeline.dll" %*
exit /b %ERRORLEVEL%

:need_sdk
echo pipeline: the .NET SDK 10.0.100 or a later 10.0 (global.json) is needed and was not found. 1>&2
echo   Install it from https://dotnet.microsoft.com/download/dotnet/10.0 or: winget install Microsoft.DotNet.SDK.10 1>&2
exit /b 1
