@echo off
rem The command line of the desktop package: its own runtime, without a window.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Throughway.exe" "%~dp0..\app.asar\out\cli\throughway.js" %*
