/** A folder that the packager takes for Electron: the same names, nothing inside. Electron's own program can't be had everywhere. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What stands before the fuses in Electron's program, and fuses as they come from the factory: version 1, eight of them. */
export const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FACTORY_FUSES = '10011011';

/** Makes the folder and returns it. */
export function makePlaceholderRuntime(folder: string): string {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const program = Buffer.concat([
    Buffer.from(`#!/bin/sh\nexit 1\n${FUSE_SENTINEL}`, 'latin1'),
    Buffer.from([1, FACTORY_FUSES.length]),
    Buffer.from(FACTORY_FUSES, 'latin1'),
    Buffer.from('\n'),
  ]);
  writeFileSync(path.join(folder, 'electron'), program, { mode: 0o755 });
  for (const name of NAMES) writeFileSync(path.join(folder, name), '', { mode: 0o755 });
  writeFileSync(path.join(folder, 'version'), '45.4.1');
  for (const language of ['en-US', 'ja']) writeFileSync(path.join(folder, 'locales', `${language}.pak`), '');
  return folder;
}

const NAMES = [
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'resources.pak',
  'icudtl.dat',
  'v8_context_snapshot.bin',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'vk_swiftshader_icd.json',
  'LICENSE',
  'LICENSES.chromium.html',
];
