/**
 * Adds to the Windows Installer package what its template has no words for: the command line on the PATH of the computer,
 * links that are answered, and the way back before the program is removed. electron-builder calls it with the project that
 * it has written.
 */
import { readFile, writeFile } from 'node:fs/promises';

/** The value of the registry is the key path: with a folder as the key path, the validation of the package (ICE18) fails. */
const COMPONENT = `<Component Id="CommandLine" Directory="APPLICATIONFOLDER" Guid="6F0B7C52-5B6E-4C0E-9B5E-2F5C0C1F7A41">
      <Environment Id="CommandLinePath" Name="PATH" Value="[APPLICATIONFOLDER]resources\\bin" Part="last" Action="set" Permanent="no" System="yes"/>
      <RegistryValue Root="HKLM" Key="Software\\Classes\\throughway" Type="string" Value="URL:Throughway" KeyPath="yes"/>
      <RegistryValue Root="HKLM" Key="Software\\Classes\\throughway" Name="URL Protocol" Type="string" Value=""/>
      <RegistryValue Root="HKLM" Key="Software\\Classes\\throughway\\shell\\open\\command" Type="string" Value="&quot;[APPLICATIONFOLDER]Throughway.exe&quot; &quot;%1&quot;"/>
    </Component>

    <CustomAction Id="TakeBack" Directory="APPLICATIONFOLDER" ExeCommand="&quot;[System64Folder]cmd.exe&quot; /d /c &quot;&quot;[APPLICATIONFOLDER]resources\\bin\\throughway.cmd&quot; undo all --yes --quiet&quot;" Execute="deferred" Impersonate="yes" Return="ignore"/>
    <InstallExecuteSequence>
      <Custom Action="TakeBack" Before="RemoveFiles">REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>
    </InstallExecuteSequence>

    `;

const PLACES = [
  { before: '<ComponentGroup Id="ProductComponents"', put: COMPONENT },
  { before: '<ComponentGroupRef Id="ProductComponents"/>', put: '<ComponentRef Id="CommandLine"/>\n      ' },
];

/** `file`: the WiX project. */
export default async function addToMsi(file) {
  let project = await readFile(file, 'utf8');
  for (const { before, put } of PLACES) {
    // A package that leaves settings behind is worse than none.
    if (!project.includes(before)) throw new Error(`the project of the installer has no ${before}`);
    project = project.replace(before, () => `${put}${before}`);
  }
  await writeFile(file, project);
}
