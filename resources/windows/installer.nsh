; Puts the command line on the PATH of the computer and takes it away again; before that, what was changed is taken back.
!define ADD_PATH "$$p=[Environment]::GetEnvironmentVariable('Path','Machine');$$d='$INSTDIR\resources\bin';if(($$p -split ';') -notcontains $$d){[Environment]::SetEnvironmentVariable('Path',$$p.TrimEnd(';')+';'+$$d,'Machine')}"
!define REMOVE_PATH "$$p=[Environment]::GetEnvironmentVariable('Path','Machine');$$d='$INSTDIR\resources\bin';[Environment]::SetEnvironmentVariable('Path',(($$p -split ';') -ne $$d) -join ';','Machine')"

!macro customInstall
  nsExec::Exec `powershell.exe -NoProfile -NonInteractive -Command "${ADD_PATH}"`
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    nsExec::Exec `"$INSTDIR\resources\bin\throughway.cmd" undo all --yes --quiet`
    nsExec::Exec `powershell.exe -NoProfile -NonInteractive -Command "${REMOVE_PATH}"`
  ${endIf}
!macroend
