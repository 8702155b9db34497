/**
 * The text that the worker thread of a script machine runs. It is text because a thread started from text needs no file
 * of its own: it starts alike from source, from a bundle and from inside an application archive.
 * It imports the engine by the address it is given, waits for names with `Atomics.wait` (so that `dnsResolve` is an
 * ordinary synchronous call, each made once, with its real time; an untraced machine keeps answers for ten seconds, where
 * browsers keep them for a minute), and hands nothing of Node to the script:
 * the standard functions get the five host functions below as arguments of a closure, not as globals.
 */
export const VM_WORKER = /* js */ `'use strict';
const { parentPort, workerData, receiveMessageOnPort } = require('node:worker_threads');
const { engineUrl, wasm, library, answers, bellBuffer, limits } = workerData;
const bell = new Int32Array(bellBuffer);
const KEPT_CALLS = 500, KEPT_ALERTS = 20, KEPT_MARKS = 200, ALERT_CHARS = 500, NOTE_CHARS = 300, ANSWER_CHARS = 65536;
let vm, endMs = 0, interrupted = false, wallMs = 0, wallAtMs = 0, questionsEndMs = 0;
const KEPT_NAMES = 1000, NAME_KEPT_MS = 10000;
let known = new Map(), kept = new Map(), traced = false, trace;

function reset(request) {
  const now = performance.now();
  wallMs = request.wallMs;
  wallAtMs = now;
  endMs = now + limits.computeMs;
  questionsEndMs = now + limits.questionsMs;
  interrupted = false;
  known = new Map();
  trace = { calls: [], callCount: 0, questions: 0, alerts: [], marks: [], tookMs: 0, startMs: now };
}

function ask(question) {
  const key = JSON.stringify(question);
  if (known.has(key)) return known.get(key);
  const askedMs = performance.now();
  if (known.size >= limits.questions || askedMs >= questionsEndMs) return null;
  trace.questions += question.ask === 'addresses' ? 1 : 0;
  const before = traced ? undefined : kept.get(key);
  if (before !== undefined && askedMs < before.untilMs) {
    known.set(key, before.found);
    return before.found;
  }
  Atomics.store(bell, 0, 0);
  parentPort.postMessage({ kind: 'question', question });
  Atomics.wait(bell, 0, 0, questionsEndMs - askedMs);
  const received = receiveMessageOnPort(answers);
  const found = received === undefined ? null : received.message;
  const answeredMs = performance.now();
  endMs += answeredMs - askedMs;
  known.set(key, found);
  if (kept.size >= KEPT_NAMES) kept = new Map();
  if (received !== undefined) kept.set(key, { found, untilMs: answeredMs + NAME_KEPT_MS });
  return found;
}

function hostFunctions() {
  const text = (handle, limit) => (handle !== undefined && handle.isString ? handle.toString().slice(0, limit) : '');
  const number = (handle) => (handle !== undefined && handle.isNumber ? handle.toNumber() : 0);
  const joined = (list) => (list === null || list.length === 0 ? vm.null : vm.newString(list.join(';')));
  return {
    addresses: (name, family) =>
      joined(ask({ ask: 'addresses', name: text(name, 255), families: text(family, 4) === 'ipv4' ? 'ipv4' : 'any' })),
    ownAddresses: () => joined(ask({ ask: 'own-addresses' })),
    now: () => vm.newNumber(performance.now()),
    note: (what, payload, extra, depth, startMs) => {
      const kind = text(what, 40);
      if (kind === '') {
        if (trace.alerts.length < KEPT_ALERTS) trace.alerts.push(text(payload, ALERT_CHARS));
        return vm.undefined;
      }
      trace.callCount += 1;
      if (trace.calls.length < KEPT_CALLS) {
        const args = text(payload, 4 * NOTE_CHARS).split('\\x1f').map((one) => one.slice(0, NOTE_CHARS));
        const answer = extra !== undefined && extra.isString ? text(extra, NOTE_CHARS) : undefined;
        const tookMs = Math.max(0, performance.now() - number(startMs));
        trace.calls.push({ name: kind, args: args.length === 1 && args[0] === '' ? [] : args, answer, tookMs, depth: number(depth) });
      }
      return vm.undefined;
    },
    mark: (id) => {
      if (trace.marks.length >= KEPT_MARKS) trace.marks.shift();
      trace.marks.push(number(id));
      return vm.undefined;
    },
  };
}

async function createVm() {
  const { QuickJS } = await import(engineUrl);
  vm = await QuickJS.create({
    wasm,
    memoryLimit: limits.memoryBytes,
    maxStackSize: limits.stackBytes,
    interruptHandler: () => (interrupted ||= performance.now() > endMs),
    wasi: (memory) => ({
      clock_time_get(_clock, _precision, at) {
        const nanoseconds = BigInt(Math.round((wallMs + performance.now() - wallAtMs) * 1e6));
        new DataView(memory.buffer).setBigUint64(at, nanoseconds, true);
        return 0;
      },
      fd_write: () => 8,
    }),
  });
}

function load(request) {
  const setUp = vm.evalCode(library, 'standard-functions');
  const functions = hostFunctions();
  const handles = Object.keys(functions).map((name) => vm.newFunction(name, functions[name]));
  traced = request.traced;
  vm.callFunction(setUp, vm.undefined, traced ? vm.true : vm.false, ...handles).dispose();
  for (const handle of [setUp, ...handles]) handle.dispose();
  vm.evalCode(request.text, 'proxy.pac').dispose();
  entry().dispose();
  return '';
}

function entry() {
  for (const name of ['FindProxyForURL', 'FindProxyForURLEx']) {
    const found = vm.global.getProp(name);
    if (found.isFunction) return found;
    found.dispose();
  }
  throw { failure: { kind: 'no-function', detail: 'FindProxyForURL is not a function of the global object' } };
}

function call(request) {
  const url = vm.newString(request.url), host = vm.newString(request.host), found = entry();
  try {
    const answer = vm.callFunction(found, vm.global, url, host);
    try {
      if (!answer.isString) throw { failure: { kind: 'not-a-string', detail: answer.isNull ? 'null' : answer.typeof } };
      const text = answer.length > ANSWER_CHARS ? null : answer.toString();
      if (text === null || !/^[\\x00-\\x7f]*$/.test(text)) {
        throw { failure: { kind: 'not-a-string', detail: text === null ? 'an answer of more than 64 K' : 'characters outside ASCII' } };
      }
      return text;
    } finally {
      answer.dispose();
    }
  } finally {
    for (const handle of [url, host, found]) handle.dispose();
  }
}

function failureOf(error) {
  if (error !== null && typeof error === 'object' && 'failure' in error) return error.failure;
  const name = String(error.name), detail = (name + ': ' + String(error.message)).slice(0, 300);
  const spot = /proxy\\.pac:(\\d+)/.exec(String(error.stack));
  const line = spot === null ? undefined : Number(spot[1]);
  if (interrupted) return { kind: 'too-long', detail: 'interrupted', line };
  if (typeof error.dispose === 'function') {
    error.dispose();
    if (name === 'InternalError' && error.message === 'out of memory') return { kind: 'out-of-memory', detail, line };
    return { kind: 'thrown', detail, line, name };
  }
  return { kind: 'out-of-memory', detail, broken: true };
}

const ready = createVm().then(() => parentPort.postMessage({ kind: 'ready' }));
parentPort.on('message', async (request) => {
  await ready;
  reset(request);
  let outcome;
  try {
    outcome = { ok: true, run: { answer: request.kind === 'load' ? load(request) : call(request) } };
  } catch (error) {
    outcome = { ok: false, failure: failureOf(error) };
    if (request.kind === 'load' && outcome.failure.name === 'SyntaxError') outcome.failure.kind = 'syntax';
  }
  trace.tookMs = performance.now() - trace.startMs;
  parentPort.postMessage({ kind: 'outcome', outcome: { ...outcome, trace } });
});
`;
