; Puts the command line on the PATH of the computer and answers links; before the removal what was changed is taken back.

; Adds the folder of the command line to the PATH ("add") or cuts it out again ("cut"). The value is read and written as it
; stands: %SystemRoot% stays unexpanded, and it may be longer than a variable of NSIS, which ends at 1023 or 8191 letters.
!macro changePath ACTION
  StrCpy $9 "$INSTDIR\resources\bin"
  StrCpy $3 2 ; REG_EXPAND_SZ, where there is none yet
  StrCpy $4 0
  System::Call 'advapi32::RegOpenKeyExW(p 0x80000002, w "SYSTEM\CurrentControlSet\Control\Session Manager\Environment", i 0, i 0x2001f, *p .r1) i .r0'
  ${if} $0 == 0
    System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, *i r3r3, p 0, *i r4r4) i .r0'
    ; 2: there is none; a value that can't be read is not written over
    ${if} $0 == 2
      StrCpy $0 0
    ${endIf}
    ${if} $0 == 0
      ; $2: the value between two semicolons, so that the folder is found at both ends as well; memory of zeros
      IntOp $5 $4 + 2048
      System::Alloc $5
      Pop $2
      System::Alloc $5
      Pop $8
      System::Call 'kernel32::lstrcpyW(p r2, w ";")'
      System::Call 'user32::CharNextW(p r2) p .r6'
      System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, p 0, p r6, *i r4r4)'
      System::Call 'kernel32::lstrcatW(p r2, w ";")'
      StrCpy $5 ";$9;"
      System::Call 'shlwapi::StrStrIW(p r2, w r5) p .r7'
      StrCpy $5 0
      !if ${ACTION} == add
        ${if} $7 == 0
          System::Call 'kernel32::lstrcatW(p r2, w r9)'
          StrCpy $5 1
        ${endIf}
      !else
        ${if} $7 != 0
          System::Call 'user32::CharNextW(p r7) p .r0'
          System::Call 'shlwapi::StrChrW(p r0, i 59) p .r0'
          System::Call 'kernel32::lstrcpyW(p r8, p r0)'
          System::Call 'kernel32::lstrcpyW(p r7, p r8)'
          ; without the semicolon that was put at the end
          System::Call 'kernel32::lstrlenW(p r6) i .r0'
          System::Call 'kernel32::lstrcpyW(p r8, w "")'
          System::Call 'kernel32::lstrcpynW(p r8, p r6, i r0)'
          StrCpy $6 $8
          StrCpy $5 1
        ${endIf}
      !endif
      ${if} $5 == 1
        System::Call 'kernel32::lstrlenW(p r6) i .r0'
        IntOp $0 $0 * 2
        IntOp $0 $0 + 2
        System::Call 'advapi32::RegSetValueExW(p r1, w "Path", i 0, i r3, p r6, i r0)'
      ${endIf}
      System::Free $2
      System::Free $8
    ${endIf}
    System::Call 'advapi32::RegCloseKey(p r1)'
    ; WM_SETTINGCHANGE to all windows: programs that are started from now on see it
    SendMessage 0xffff 0x001a 0 "STR:Environment" /TIMEOUT=5000
  ${endIf}
!macroend

!macro customInstall
  !insertmacro changePath add
  WriteRegStr SHELL_CONTEXT "Software\Classes\throughway" "" "URL:Throughway"
  WriteRegStr SHELL_CONTEXT "Software\Classes\throughway" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\throughway\shell\open\command" "" '"$appExe" "%1"'
  ; the packager writes it without the quotation marks around the path, in which there is a space
  WriteRegStr SHELL_CONTEXT "Software\Classes\Throughway preset\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    nsExec::Exec /TIMEOUT=120000 `"$INSTDIR\resources\bin\throughway.cmd" undo all --yes --quiet`
    Pop $0
    !insertmacro changePath cut
    DeleteRegKey SHELL_CONTEXT "Software\Classes\throughway"
    DeleteRegKey SHELL_CONTEXT "Software\Classes\.throughway"
    ; the program itself registers for the person who runs it
    DeleteRegKey HKCU "Software\Classes\throughway"
  ${endIf}
!macroend
