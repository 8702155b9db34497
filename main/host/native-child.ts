/**
 * Runs native code of an operating-system library in a small child process. Such calls sit in libuv's thread pool, and a
 * process whose pool is busy can't end: a keyring that hangs held ours for 50 s after `process.exit`, and a locked one
 * brought it down with a segmentation fault. A child can be killed.
 */
import { spawn } from 'node:child_process';
import { refuse, ok, type Result } from '../../src/base/result.ts';
import type { Environment } from './environment.ts';

/** Where children come from. */
export interface NativeChildHost {
  /** Path of Node, or of Electron, which then runs as Node. */
  readonly execPath: string;
  readonly env: Environment;
}

export interface NativeChildProblem {
  readonly kind: 'timed-out' | 'ended';
  /** For details only. */
  readonly detail: string;
}

export interface NativeChild {
  /** Sends one JSON value and waits for one JSON value; one question at a time. After a problem the child is gone. */
  ask(question: unknown, options: { readonly timeoutMs: number }): Promise<Result<unknown, NativeChildProblem>>;
  end(): void;
}

/** An answer longer than this is not one of ours. */
const MAX_ANSWER_CHARS = 262_144;

/** What libraries need to find the session, the home folder and themselves; nothing else of the environment is passed on. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CURRENT_DESKTOP',
  'LD_LIBRARY_PATH',
  '__CF_USER_TEXT_ENCODING',
  'KRB5_CONFIG',
  'KRB5CCNAME',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'TEMP',
  'TMP',
] as const;

/** The child's half: loads the named module and answers line by line. `HANDLER` is an expression `(module) => async (question) => answer`. */
const SCRIPT = `
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';
const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n');
const fail = (error) => say({ failed: String(error?.message ?? error), code: error?.code });
let handle;
for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (handle === undefined) {
      const loaded = await import(pathToFileURL(process.argv[1]).href);
      handle = (HANDLER)(loaded.default ?? loaded);
    }
    say({ value: (await handle(JSON.parse(line))) ?? null });
  } catch (error) {
    fail(error);
  }
}
process.exit(0);
`;

/**
 * Starts a child that loads one native module at its first question.
 * @param options.handler JavaScript source, part of the program and free of data
 */
export function startNativeChild(
  host: NativeChildHost,
  options: { readonly modulePath: string; readonly handler: string },
): NativeChild {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = host.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const child = spawn(
    host.execPath,
    // A function as replacement, so that no `$` in the source is taken for a pattern.
    ['--input-type=module', '-e', SCRIPT.replace('HANDLER', () => options.handler), options.modulePath],
    {
      // The libraries' messages are the only thing that tells their failures apart, so they must not be translated.
      env: { ...Object.fromEntries(passedOn), LC_ALL: 'C', LANGUAGE: '', ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    },
  );
  const heard = { text: '', hasEnded: false };
  let wake: () => void = () => undefined;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    heard.text += chunk;
    wake();
  });
  const onEnd = (): void => {
    heard.hasEnded = true;
    wake();
  };
  child.once('error', onEnd);
  child.once('close', onEnd);
  // Only a question that waits keeps this process alive (by its timer), not a child that idles.
  for (const handle of [child, child.stdin, child.stdout]) if (canUnref(handle)) handle.unref();
  // A child that has gone can't read: that is seen as its end.
  child.stdin.on('error', onEnd);

  const end = (): void => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.kill('SIGKILL');
  };

  const ask: NativeChild['ask'] = async (question, { timeoutMs }) => {
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort();
      wake();
    }, timeoutMs);
    if (!heard.hasEnded) child.stdin.write(`${JSON.stringify(question)}\n`);
    while (!isAnswered(heard) && !deadline.signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    clearTimeout(timer);
    const lineEnd = heard.text.indexOf('\n');
    if (lineEnd < 0) {
      end();
      return deadline.signal.aborted
        ? refuse({ kind: 'timed-out', detail: `no answer within ${String(timeoutMs)} ms` })
        : refuse({
            kind: 'ended',
            detail: `the child ended (${child.signalCode ?? `exit ${String(child.exitCode)}`})`,
          });
    }
    const line = heard.text.slice(0, lineEnd);
    heard.text = heard.text.slice(lineEnd + 1);
    return parseAnswer(line);
  };
  return { ask, end };
}

/** A native library may print by itself; its words are no answer. */
function parseAnswer(line: string): Result<unknown, NativeChildProblem> {
  try {
    return ok(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse({ kind: 'ended', detail: 'the answer is not JSON' });
    throw error;
  }
}

/** Whether there is a whole line, or there will never be one. */
function isAnswered({ text, hasEnded }: { readonly text: string; readonly hasEnded: boolean }): boolean {
  return hasEnded || text.includes('\n') || text.length > MAX_ANSWER_CHARS;
}

/** Pipes are sockets, which their declared type doesn't say. */
function canUnref(handle: object): handle is { unref(): void } {
  return 'unref' in handle && typeof handle.unref === 'function';
}
