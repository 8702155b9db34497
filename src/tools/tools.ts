import { COMMAND_LINE_TOOLS } from './rows-command-line.ts';
import { JAVASCRIPT_TOOLS } from './rows-javascript.ts';
import { OTHER_TOOLS } from './rows-others.ts';
import { type Tool, TOOL_IDS, type ToolId } from './tool.ts';

const ROWS: readonly Tool[] = [...JAVASCRIPT_TOOLS, ...COMMAND_LINE_TOOLS, ...OTHER_TOOLS];

/** Every tool, in the order of `TOOL_IDS`. */
export const TOOLS: readonly Tool[] = TOOL_IDS.map(toolOf);

/** Returns the row of a tool. */
export function toolOf(id: ToolId): Tool {
  const row = ROWS.find((one) => one.id === id);
  if (row === undefined) throw new Error(`the tool ${id} has no row`);
  return row;
}
