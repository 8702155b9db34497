/**
 * The load of the relay's benchmark, in a process of its own, with raw sockets: `node generate.mjs '{"mode": …}'`.
 * Prints one JSON line with what it measured.
 */
import { connect } from 'node:net';

const plan = JSON.parse(process.argv[2] ?? '{}');
const auth = plan.authorization === undefined ? '' : `Proxy-Authorization: ${plan.authorization}\r\n`;
const proxy = { host: '127.0.0.1', port: plan.port, noDelay: true, highWaterMark: 1024 * 1024 };
const now = () => performance.now();
const TUNNEL_MS = 20_000;

function summary(times, extra) {
  const sorted = Float64Array.from(times).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), ...extra };
}

/** One client with a kept connection: asks, reads the whole reply, and connects anew where it was closed. */
function createClient() {
  let socket = null;
  let done = null;
  let need = -1;
  let head = '';
  let closes = false;
  let isReused = false;
  const send = () => {
    isReused = socket !== null;
    if (socket === null) open();
    socket.write(`GET ${plan.url} HTTP/1.1\r\nHost: ${plan.site}\r\nUser-Agent: bench\r\nAccept: */*\r\n${auth}\r\n`);
  };
  const finish = (ok) => {
    const settle = done;
    done = null;
    need = -1;
    head = '';
    if (closes || !ok) {
      socket?.destroy();
      socket = null;
    }
    settle?.(ok);
  };
  const open = () => {
    const mine = connect(proxy);
    socket = mine;
    closes = false;
    mine.on('data', (chunk) => {
      if (mine !== socket) return;
      let body = chunk.length;
      if (need < 0) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        body = head.length - end - 4;
        const text = head.slice(0, end);
        if (!text.startsWith('HTTP/1.1 200') && !text.startsWith('HTTP/1.0 200')) {
          if (plan.verbose) console.error(text);
          finish(false);
          return;
        }
        need = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        closes = /^(?:proxy-)?connection: close/im.test(text);
      }
      need -= body;
      if (need <= 0) finish(true);
    });
    const end = () => {
      if (mine !== socket) return;
      socket = null;
      if (done === null) return;
      // A kept connection may be closed as the next request is on its way: asked again, as every client does.
      if (isReused && head === '') send();
      else finish(false);
    };
    mine.on('error', end);
    mine.on('close', end);
  };
  return {
    ask: () =>
      new Promise((resolve) => {
        done = resolve;
        send();
      }),
    close: () => socket?.destroy(),
  };
}

async function gets() {
  const times = [];
  let failed = 0;
  const until = now() + plan.seconds * 1_000;
  const began = now();
  await Promise.all(
    Array.from({ length: plan.clients }, async () => {
      const client = createClient();
      while (now() < until) {
        const at = now();
        if (await client.ask()) times.push(now() - at);
        else failed += 1;
      }
      client.close();
    }),
  );
  return summary(times, { failed, perSecond: times.length / ((now() - began) / 1_000) });
}

/** Requests at fixed times, whether those before are answered or not. */
async function rate() {
  const times = [];
  let failed = 0;
  const free = Array.from({ length: plan.clients }, createClient);
  const total = plan.rate * plan.seconds;
  const began = now() + 100;
  const pending = [];
  for (let index = 0; index < total; index += 1) {
    const due = began + (index * 1_000) / plan.rate;
    const wait = due - now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    const client = free.pop() ?? createClient();
    const at = now();
    pending.push(
      client.ask().then((ok) => {
        if (ok) times.push(now() - at);
        else failed += 1;
        free.push(client);
      }),
    );
  }
  await Promise.all(pending);
  for (const client of free) client.close();
  return summary(times, { failed });
}

/** Opens a tunnel; resolves with the socket, `null` where it was refused or did not come in time. */
function tunnel() {
  return new Promise((resolve) => {
    const socket = connect(proxy);
    const timer = setTimeout(() => socket.destroy(), TUNNEL_MS);
    socket.on('close', () => clearTimeout(timer));
    let head = '';
    const onData = (chunk) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      clearTimeout(timer);
      socket.off('data', onData);
      socket.pause();
      resolve(/^HTTP\/1\.[01] 200/.test(head) ? socket : null);
      if (!/^HTTP\/1\.[01] 200/.test(head)) socket.destroy();
    };
    socket.on('data', onData);
    socket.on('error', () => resolve(null));
    socket.on('close', () => resolve(null));
    socket.write(`CONNECT ${plan.site} HTTP/1.1\r\nHost: ${plan.site}\r\nUser-Agent: bench\r\n${auth}\r\n`);
  });
}

async function connects() {
  const times = [];
  let failed = 0;
  const until = now() + plan.seconds * 1_000;
  const began = now();
  await Promise.all(
    Array.from({ length: plan.clients }, async () => {
      while (now() < until) {
        const at = now();
        const socket = await tunnel();
        if (socket === null) failed += 1;
        else times.push(now() - at);
        socket?.resetAndDestroy();
      }
    }),
  );
  return summary(times, { failed, perSecond: times.length / ((now() - began) / 1_000) });
}

async function bulk() {
  const socket = await tunnel();
  if (socket === null) return { failed: 1 };
  const began = now();
  let got = 0;
  await new Promise((resolve) => {
    socket.on('data', (chunk) => {
      got += chunk.length;
      if (got >= plan.bytes) resolve();
    });
    socket.on('close', resolve);
    socket.resume();
    socket.write(`GET /bytes/${plan.bytes} HTTP/1.1\r\nHost: ${plan.site}\r\n\r\n`);
  });
  const seconds = (now() - began) / 1_000;
  socket.destroy();
  return { failed: got === plan.bytes ? 0 : 1, megabytesPerSecond: got / 1e6 / seconds, seconds };
}

/** Many tunnels held open, each with a message a second that has to come back. */
async function hold() {
  const sockets = [];
  const began = now();
  while (sockets.length < plan.tunnels) {
    const batch = Math.min(32, plan.tunnels - sockets.length);
    const opened = await Promise.all(Array.from({ length: batch }, tunnel));
    sockets.push(...opened);
  }
  const openedInMs = now() - began;
  const message = Buffer.alloc(256, 'z');
  const states = sockets.map((socket) => ({ socket, sent: 0, got: 0, alive: socket !== null }));
  for (const state of states) {
    if (state.socket === null) continue;
    state.socket.on('data', (chunk) => (state.got += chunk.length));
    state.socket.on('close', () => (state.alive = false));
    state.socket.resume();
    state.socket.write('ECHO\r\n');
  }
  for (let second = 0; second < plan.seconds; second += 1) {
    for (const state of states) {
      if (!state.alive) continue;
      state.socket.write(message);
      state.sent += message.length;
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const good = states.filter(({ alive, sent, got }) => alive && sent > 0 && got === sent).length;
  for (const { socket } of states) socket?.destroy();
  return { tunnels: plan.tunnels, good, failed: plan.tunnels - good, openedInMs };
}

const modes = { gets, rate, connects, bulk, hold };
console.log(JSON.stringify(await modes[plan.mode]()));
process.exit(0);
