/** Wraps a preload script so that Chromium runs it before the page, with the two modules that a sandboxed one may use. */

/** Returns the source of the init script. */
export function preloadScript(source: string, host: string): string {
  return `(() => {
  const listeners = new Map();
  globalThis.standInDeliver = (channel, value) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, value);
  };
  globalThis.open = (url) => { void globalThis.standInOpen(String(url)); return null; };
  if (location.origin !== ${JSON.stringify(host)} || window !== window.top) return;
  const cloned = (value) => {
    try { return structuredClone(value); } catch { throw new Error('An object could not be cloned.'); }
  };
  const ipcRenderer = {
    invoke: async (channel, ...args) => cloned(await globalThis.standInInvoke(channel, cloned(args))),
    on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
    off: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)); },
  };
  const contextBridge = {
    exposeInMainWorld: (name, api) => {
      if (name in globalThis) throw new Error('Cannot bind an API on top of an existing property on the window object');
      Object.defineProperty(globalThis, name, { value: Object.freeze({ ...api }), enumerable: true });
    },
  };
  const require = (name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error('module not found: ' + name);
  };
  const module = { exports: {} };
  (function (require, module, exports) { ${source}
  })(require, module, module.exports);
})();`;
}
