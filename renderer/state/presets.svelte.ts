/** The presets page: what is applied, a preview of a file, applying and taking back. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { PresetAnswer, PresetPreviewView, PresetsView } from '../../src/contract/presets-view.ts';
import type { Result } from '../../src/base/result.ts';
import type { RolloutProblem } from '../../src/rollout/rollout-problem.ts';
import { Asking } from './asking.svelte.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

/** The largest file that is looked at; more is no preset. */
const MAX_BYTES = 1_000_000;

export class PresetsState extends Asking<RolloutProblem> {
  readonly #client: Client;
  #view = $state.raw<Loaded<PresetsView>>(LOADING);
  #preview = $state.raw<PresetPreviewView | null>(null);

  readonly view = $derived(this.#view);
  readonly preview = $derived(this.#preview);

  constructor(client: Client) {
    super();
    this.#client = client;
  }

  /** Reads anew what is applied here. */
  async load(): Promise<void> {
    this.#view = loaded(await this.#client.call['presets.current']({}));
  }

  /** Looks at a file that was double-clicked. */
  async open(path: string): Promise<void> {
    await this.#look(() => this.#client.call['presets.preview']({ path }));
  }

  /** Looks at a preset that came in a link, in base64url. */
  async openLink(data: string, signature: string | null): Promise<void> {
    const signed = signature === null ? {} : { signature: plainBase64(signature) };
    await this.#lookAt('preset.throughway.json', fromBase64(plainBase64(data)), signed);
  }

  /** Looks at files that were picked: a preset, and its signature where there is one. */
  async pick(files: readonly File[]): Promise<void> {
    const signature = files.find(({ name }) => name.endsWith('.sig'));
    const file = files.find((one) => one !== signature);
    if (file === undefined) return;
    if (file.size > MAX_BYTES) {
      this.refuse({ kind: 'file', path: file.name, why: 'EFBIG' });
      return;
    }
    const signed = signature === undefined ? {} : { signature: await base64Of(signature) };
    await this.#lookAt(file.name, new Uint8Array(await file.arrayBuffer()), signed);
  }

  /** Applies exactly what the preview shows. */
  async apply(): Promise<void> {
    const id = this.#preview?.id;
    if (id !== undefined) await this.#act(() => this.#client.call['presets.apply']({ id }));
  }

  /** Brings back what the applied preset wants. */
  async repair(): Promise<void> {
    await this.#act(() => this.#client.call['presets.repair']({}));
  }

  /** Takes the applied preset back. */
  async remove(): Promise<void> {
    const insist = this.refusal?.kind === 'undo';
    await this.#act(() => this.#client.call['presets.remove']({ insist }));
  }

  /** Puts the preview away. */
  override clear(): void {
    super.clear();
    this.#preview = null;
  }

  async #lookAt(name: string, bytes: Uint8Array, signed: { readonly signature?: string }): Promise<void> {
    const text = exactText(bytes);
    if (text !== null) {
      await this.#look(() => this.#client.call['presets.preview']({ name, text, ...signed }));
      return;
    }
    this.clear();
    this.refuse({ kind: 'invalid-preset', problems: [{ kind: 'not-utf8', path: '', line: 1, column: 1 }] });
  }

  async #look(ask: () => Promise<Result<PresetAnswer<PresetPreviewView>, ApiProblem>>): Promise<void> {
    this.clear();
    this.#preview = await this.ask(ask);
  }

  async #act(ask: () => Promise<Result<PresetAnswer<unknown>, ApiProblem>>): Promise<void> {
    const done = await this.ask(ask);
    if (done !== null) this.clear();
    await this.load();
  }
}

/** The text of which the bytes are made again exactly, as a signature needs it; `null` where they are no UTF-8. */
function exactText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function plainBase64(text: string): string {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '');
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=');
}

function fromBase64(text: string): Uint8Array {
  // A length that no bytes have: then there is no preset in it.
  if (text.includes('===')) return new Uint8Array();
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** A signature is 64 bytes, raw or as text. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, 600).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}
