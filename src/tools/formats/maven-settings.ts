import { ok, refuse, type Result } from '../../base/result.ts';
import { authority, type Form, type RoleValues, splitAuthority } from '../form.ts';
import { applyEdits, type Edit, type FormatProblem, lineEndOf, openText } from './text-format.ts';
import { childText, type Element, elementsAt, encodeXml, indentAt, parseXml, withIndent } from './xml-tree.ts';

/**
 * Maven's settings.xml: the first active `<proxy>` of a protocol counts, that of `http` also for https where there is
 * none of its own. The exceptions stand in each proxy.
 * @see https://maven.apache.org/settings.html#proxies and maven-resolver, DefaultProxySelector
 */
export const MAVEN_SETTINGS: Form = {
  read: (text) => {
    const opened = openText(text);
    if (!opened.ok) return opened;
    const parsed = parseXml(opened.value.body);
    if (!parsed.ok) return parsed;
    const root = parsed.value;
    if (root === null) return ok({});
    if (root.name !== 'settings') return refuse('shape');
    const http = activeProxy(root, 'http');
    const https = activeProxy(root, 'https');
    const bypass = [http, https].flatMap((one) => childText(one ?? NOTHING, 'nonProxyHosts') ?? []).at(0);
    return ok({
      ...(http === undefined ? {} : { http: addressOf(http) }),
      ...(https === undefined ? {} : { https: addressOf(https) }),
      ...(bypass === undefined ? {} : { bypass }),
    });
  },
  write: (text, values) => {
    const opened = openText(text);
    if (!opened.ok) return opened;
    const { mark, body } = opened.value;
    const written = write(body, values);
    return written.ok ? ok(mark + written.value) : written;
  },
};

const NOTHING: Element = { name: '', attributes: [], children: [], span: { from: 0, to: 0 }, inner: null, text: '' };

function activeProxy(root: Element, protocol: string): Element | undefined {
  return elementsAt(root, 'proxies', 'proxy').find(
    (one) =>
      (childText(one, 'protocol') ?? 'http').toLowerCase() === protocol &&
      (childText(one, 'active') ?? 'true').toLowerCase() !== 'false',
  );
}

function addressOf(proxy: Element): string {
  // A name and password stand in elements of their own; an `@` tells the reader that there are some.
  const user = childText(proxy, 'username') ?? '';
  const address = authority(childText(proxy, 'host') ?? '', childText(proxy, 'port') ?? '8080');
  return user === '' ? address : `${encodeURIComponent(user)}@${address}`;
}

function write(text: string, values: RoleValues): Result<string, FormatProblem> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  if (root !== null && root.name !== 'settings') return refuse('shape');
  const end = lineEndOf(text);
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const protocol of ['http', 'https'] as const) {
    const value = values[protocol];
    const before = root === null ? undefined : activeProxy(root, protocol);
    if (value === undefined) continue;
    if (value === null) {
      // Every active one of the protocol goes: the next would count otherwise.
      const all = root === null ? [] : activeProxies(root, protocol);
      edits.push(...all.map(({ span }) => ({ ...withIndent(text, span), text: '' })));
      continue;
    }
    const parts = splitAuthority(value);
    if (parts === null) return refuse('shape');
    const bypass = values.bypass === undefined ? childText(before ?? NOTHING, 'nonProxyHosts') : values.bypass;
    const wanted = { host: parts.host, port: parts.port, nonProxyHosts: bypass };
    if (before === undefined) added.push(proxyElement(protocol, wanted, end));
    else edits.push(...childEdits(text, before, wanted));
  }
  return ok(added.length === 0 ? applyEdits(text, edits) : addProxies(text, { root, edits, added: added.join(end) }));
}

function activeProxies(root: Element, protocol: string): readonly Element[] {
  const all: Element[] = [];
  for (const one of elementsAt(root, 'proxies', 'proxy')) {
    const isActive = (childText(one, 'active') ?? 'true').toLowerCase() !== 'false';
    if (isActive && (childText(one, 'protocol') ?? 'http').toLowerCase() === protocol) all.push(one);
  }
  return all;
}

type Wanted = Readonly<Record<'host' | 'port' | 'nonProxyHosts', string | null>>;

/** Changes host, port and exceptions inside an element; a name and password for another proxy go with the old host. */
function childEdits(text: string, proxy: Element, wanted: Wanted): readonly Edit[] {
  const edits: Edit[] = [];
  const isOther = childText(proxy, 'host') !== wanted.host || childText(proxy, 'port') !== wanted.port;
  for (const name of ['username', 'password'] as const) {
    const child = proxy.children.find((one) => one.name === name);
    if (isOther && child !== undefined) edits.push({ ...withIndent(text, child.span), text: '' });
  }
  for (const name of ['host', 'port', 'nonProxyHosts'] as const) {
    const value = wanted[name];
    const child = proxy.children.find((one) => one.name === name);
    if (child === undefined) {
      if (value === null) continue;
      const last = proxy.children.at(-1);
      const at = last?.span.to ?? proxy.inner?.from ?? proxy.span.to;
      const indent = last === undefined ? '' : `${lineEndOf(text)}${indentAt(text, last.span.from)}`;
      edits.push({ from: at, to: at, text: `${indent}<${name}>${encodeXml(value)}</${name}>` });
    } else if (value === null) edits.push({ ...withIndent(text, child.span), text: '' });
    else if (child.text.trim() !== value) {
      edits.push(
        child.inner === null
          ? { ...child.span, text: `<${name}>${encodeXml(value)}</${name}>` }
          : { ...child.inner, text: encodeXml(value) },
      );
    }
  }
  return edits;
}

function proxyElement(protocol: string, wanted: Wanted, end: string): string {
  const lines = [
    '    <proxy>',
    `      <id>throughway-${protocol}</id>`,
    '      <active>true</active>',
    `      <protocol>${protocol}</protocol>`,
    `      <host>${encodeXml(wanted.host ?? '')}</host>`,
    `      <port>${encodeXml(wanted.port ?? '')}</port>`,
    ...(wanted.nonProxyHosts === null
      ? []
      : [`      <nonProxyHosts>${encodeXml(wanted.nonProxyHosts)}</nonProxyHosts>`]),
    '    </proxy>',
  ];
  return lines.join(end);
}

/** Puts new elements at the end of `proxies`, which is made where it is missing. */
function addProxies(
  text: string,
  { root, edits, added }: { readonly root: Element | null; readonly edits: readonly Edit[]; readonly added: string },
): string {
  const end = lineEndOf(text);
  const whole = `  <proxies>${end}${added}${end}  </proxies>`;
  if (root === null) {
    const head = text.trim() === '' ? `<?xml version="1.0" encoding="UTF-8"?>${end}` : text;
    return `${head}<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">${end}${whole}${end}</settings>${end}`;
  }
  const proxies = elementsAt(root, 'proxies').at(0);
  if (root.inner === null) {
    const start = text.slice(root.span.from, root.span.to).replace(/\s*\/>$/u, '>');
    return applyEdits(text, [...edits, { ...root.span, text: `${start}${end}${whole}${end}</${root.name}>` }]);
  }
  if (proxies === undefined) {
    const at = root.inner.from;
    return applyEdits(text, [...edits, { from: at, to: at, text: `${end}${whole}` }]);
  }
  if (proxies.inner === null) return applyEdits(text, [...edits, { ...proxies.span, text: whole.trimStart() }]);
  const at = proxies.children.at(-1)?.span.to ?? proxies.inner.from;
  return applyEdits(text, [...edits, { from: at, to: at, text: `${end}${added}` }]);
}
