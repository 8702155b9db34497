/** Runs a script once for somebody who wants to see how it comes to its answer. */
import { fetchPac } from '../../src/pac/fetch-pac.ts';
import type { PacSource } from '../../src/pac/proxy-resolution.ts';
import { openResolution, pacCertificates } from './lazy-pac.ts';
import type { PacHostTools } from './lazy-pac.ts';
import type { PacLook } from './pac-view.ts';

/** Returns the outcome for a URL, and the script's text. */
export async function lookAtPac(
  tools: PacHostTools,
  asked: { readonly script: PacSource; readonly url: string },
  signal: AbortSignal,
): Promise<PacLook> {
  const resolution = await openResolution(tools, signal);
  try {
    const outcome = await resolution.resolve(asked.script, asked.url, { signal });
    const address = outcome.ok ? outcome.value.scriptUrl : asked.script.from === 'url' ? asked.script.url : null;
    if (address === null) return { outcome, text: null };
    const { script } = await fetchPac(address, { signal, ca: await pacCertificates(tools) });
    return { outcome, text: script.ok ? script.value : null };
  } finally {
    await resolution.dispose();
  }
}
