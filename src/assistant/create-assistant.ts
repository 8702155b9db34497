import type { Assistant } from './assistant.ts';
import type { AssistantTools } from './assistant-tools.ts';
import { SharedSignIns } from '../probe/shared-sign-ins.ts';
import { diagnose } from './diagnose.ts';

/** The assistant of one face, and the end of its life. */
export interface OpenAssistant extends Assistant {
  /** Returns when notes of ended runs are written (or their deadline has passed); call it before the process ends. */
  close(): Promise<void>;
}

/** Returns an assistant over the given tools. */
export function createAssistant(tools: AssistantTools & { readonly signInsOfAll?: SharedSignIns }): OpenAssistant {
  const open = new Set<Promise<void>>();
  const { signInsOfAll = new SharedSignIns() } = tools;
  let atWork = 0;
  const keep = <T>({ document, afterwards }: { readonly document: T; readonly afterwards: Promise<void> }): T => {
    const noted = afterwards.finally(() => open.delete(noted));
    open.add(noted);
    return document;
  };
  return {
    async diagnose(input, options) {
      // Only the first of several runs at once begins anew: what one of them finds refused, the others do not send.
      if (input.insist === true && atWork === 0) signInsOfAll.forget();
      atWork += 1;
      try {
        return keep(await diagnose(input, options, { ...tools, signInsOfAll }));
      } finally {
        atWork -= 1;
      }
    },
    async inspectSite(input, options) {
      const { inspectSite } = await import('./inspect.ts');
      return keep(await inspectSite(input, options, { ...tools, signInsOfAll }));
    },
    async inspectProxy(input, options) {
      const { inspectProxy } = await import('./inspect.ts');
      return keep(await inspectProxy(input, options, { ...tools, signInsOfAll }));
    },
    async close() {
      await Promise.allSettled([...open]);
    },
  };
}
