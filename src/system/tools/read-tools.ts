/** Looks at the settings files of every tool; nothing is started and nothing is written. */
import type { OpenStore } from '../../change/store.ts';
import type { Reading } from '../../base/reading.ts';
import { readTool, type ToolFile, type ToolReading } from '../../tools/read-tool.ts';
import type { Tool, ToolPlace, Where } from '../../tools/tool.ts';
import { joinPath } from '../../tools/where.ts';
import type { SystemTools } from '../system-tools.ts';
import { openPrograms } from './find-program.ts';

/** What looking for tools needs. */
export interface ToolsAccess {
  readonly where: Where;
  readonly openStore: OpenStore;
  readonly listFolder: SystemTools['listFolder'];
}

/** One tool as it is on this computer. */
export interface FoundTool extends ToolReading {
  /** A program of it is in the search path, or one of its files is there. */
  readonly isInstalled: boolean;
}

/** Files of one folder that are read; real ones have a dozen. */
const MAX_FILES = 200;

/** Reads the tools, all at the same time. */
export async function readTools(
  tools: readonly Tool[],
  access: ToolsAccess,
  signal: AbortSignal,
): Promise<readonly FoundTool[]> {
  const programs = openPrograms(access, access.where);
  return await Promise.all(
    tools.map(async (tool) => {
      const files = await readFiles(tool, access, signal);
      const isFound = (await programs)(tool.programs);
      const reading = readTool(tool, files, access.where);
      return { ...reading, isInstalled: isFound || files.some(({ text }) => text.state !== 'absent') };
    }),
  );
}

/** Reads the files of one tool, weakest first; a folder becomes the files in it. */
export async function readFiles(tool: Tool, access: ToolsAccess, signal: AbortSignal): Promise<readonly ToolFile[]> {
  const files = await Promise.all(tool.places(access.where).map((place) => filesOf(place, access, signal)));
  return files.flat();
}

async function filesOf(place: ToolPlace, access: ToolsAccess, signal: AbortSignal): Promise<readonly ToolFile[]> {
  const textOf = (path: string): Promise<Reading<string>> => access.openStore({ kind: 'file', path }).read(signal);
  if (place.kind === 'file') {
    const { path, form, isNeverMade = false } = place;
    return [{ path, form, isNeverMade, text: await textOf(path) }];
  }
  const listed = await access.listFolder(place.path);
  const names = listed.state === 'read' ? listed.value.filter(place.isRead).slice(0, MAX_FILES) : [];
  const all = [...new Set([...names, place.own])].sort();
  return await Promise.all(
    all.map(async (name) => {
      const path = joinPath(access.where, place.path, name);
      return { path, form: place.form, isNeverMade: name !== place.own, text: await textOf(path) };
    }),
  );
}
