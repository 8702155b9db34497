import { createPacEngine } from '../../src/pac/pac-engine.ts';
import { createQuickJsStarter } from '../../src/pac/engine/quickjs.ts';
const signal = new AbortController().signal;
const e = createPacEngine({ clock: { nowMs: () => performance.now(), wallMs: () => Date.now() }, resolve: async () => ['127.0.0.1'], myAddresses: async () => ['127.0.0.1'] });
const small = 'function FindProxyForURL(u,h){return "DIRECT"}';
const med = (a) => a.sort((x, y) => x - y)[a.length >> 1];
const loads = [], calls = [];
for (let i = 0; i < 12; i++) { const t = performance.now(); const s = await e.load(small, { signal }); loads.push(performance.now() - t); if (i === 11) { for (let k = 0; k < 3000; k++) { const t2 = performance.now(); await s.value.evaluate('http://a.test/', { signal }); calls.push(performance.now() - t2); } } await s.value.dispose(); }
console.log('load ms first', loads[0].toFixed(1), 'median', med(loads.slice(1)).toFixed(1), 'min', Math.min(...loads).toFixed(1), 'call us median', (med(calls) * 1000).toFixed(0), 'min', (Math.min(...calls) * 1000).toFixed(0));
for (const [n, body] of [['loop', 'for(;;);'], ['regexp', 'return String(/^(a+)+$/.test("a".repeat(40)+"b"))'], ['recursion', 'function f(){return f()+1} for(;;) try{f()}catch(e){}'], ['builtin', 'return "a".repeat(3e7).indexOf("a".repeat(1e6) + "b") + ""']]) {
  const s = await e.load(`function FindProxyForURL(url,host){${body}}`, { signal });
  const t = performance.now(); const r = await s.value.evaluate('http://a.test/', { signal }); console.log(n, (performance.now() - t).toFixed(0), r.ok ? 'ok' : r.problem.kind + ' ' + r.problem.detail); await s.value.dispose();
}
