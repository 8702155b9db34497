/**
 * Seals what stood in a place before it is kept: a file may hold passwords and tokens of other programs, and no secret
 * stands in clear in anything we write. AES-256-GCM (NIST SP 800-38D); the key is a file of its own, so that a journal that
 * is copied, mailed or searched says nothing by itself.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { syncFolder } from './sync-folder.ts';
import { codeOf } from '../base/error-code.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Closes texts and opens them again. `about` names the place in the journal: a text moved elsewhere doesn't open. */
export interface Seal {
  close(text: string, about: string): string;
  /** `null`: it is not what was closed here, or the key is another one. */
  open(sealed: string, about: string): string | null;
}

/** Returns the seal of a key file; `null` where there is no (whole) key and none is to be made. */
export async function openSeal(file: string, options: { readonly create: boolean }): Promise<Seal | null> {
  const key = await readKey(file);
  if (key !== null) return sealWith(key);
  if (!options.create) return null;
  const made = randomBytes(KEY_BYTES);
  await writeFileAtomic(file, `${made.toString('base64')}\n`, { mode: 0o600 });
  await syncFolder(path.dirname(file));
  return sealWith(made);
}

async function readKey(file: string): Promise<Buffer | null> {
  try {
    const key = Buffer.from(await readFile(file, 'latin1'), 'base64');
    return key.length === KEY_BYTES ? key : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function sealWith(key: Buffer): Seal {
  return {
    close: (text, about) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      // UTF-16 keeps every text exactly, also one that is no valid Unicode.
      const body = Buffer.concat([cipher.update(text, 'utf16le'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf16le');
      } catch {
        // The only failure of `final` is that the tag does not fit.
        return null;
      }
    },
  };
}
