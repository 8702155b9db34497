/** Plays a page to the window's server in this process, so that what serving and checking need has been compiled. */
import { setTimeout as pause } from 'node:timers/promises';

/** How long the rehearsed check may take until the cache is made without the rest of it. */
const MOST_PAUSES = 200;
const PAUSE_MS = 50;

/** Serves the window, visits it and checks one address in it; the server goes on until the process ends. */
export async function rehearseWindow(main: (argv: readonly string[]) => Promise<never>, url: string): Promise<void> {
  const opened = await addressPrintedBy(() => void main(['serve', '--no-open', '--json']));
  const { origin } = new URL(opened);
  const cookie = (await fetch(opened)).headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const headers = { 'content-type': 'application/json', origin, cookie };
  const call = async (name: string, input: object): Promise<string> => {
    const answer = await fetch(`${origin}/api/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
    return answer.text();
  };
  await (await fetch(`${origin}/`, { headers: { cookie } })).text();
  await Promise.all([call('preferences.get', {}), call('app.info', {})]);
  await call('diagnose.start', { url, language: 'en' });
  for (let pauses = 0; pauses < MOST_PAUSES; pauses += 1) {
    if (!(await call('diagnose.latest', { language: 'en' })).includes('"state":"running"')) return;
    await pause(PAUSE_MS);
  }
}

/** What `serve` prints is its address; standard output is the only place where it stands. */
async function addressPrintedBy(run: () => void): Promise<string> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  try {
    return await new Promise<string>((done) => {
      stdout.write = (text: string | Uint8Array): boolean => {
        const printed: unknown = JSON.parse(String(text));
        if (typeof printed === 'object' && printed !== null && 'url' in printed) done(String(printed.url));
        return true;
      };
      run();
    });
  } finally {
    stdout.write = write;
  }
}
