import type { Assistant } from './assistant.ts';
import type { AssistantTools } from './assistant-tools.ts';
import { diagnose } from './diagnose.ts';

/** The assistant of one face, and the end of its life. */
export interface OpenAssistant extends Assistant {
  /** Returns when notes of ended runs are written (or their deadline has passed); call it before the process ends. */
  close(): Promise<void>;
}

/** Returns an assistant over the given tools. */
export function createAssistant(tools: AssistantTools): OpenAssistant {
  const open = new Set<Promise<void>>();
  return {
    async diagnose(input, options) {
      const { document, afterwards } = await diagnose(input, options, tools);
      const noted = afterwards.finally(() => open.delete(noted));
      open.add(noted);
      return document;
    },
    async close() {
      await Promise.allSettled([...open]);
    },
  };
}
