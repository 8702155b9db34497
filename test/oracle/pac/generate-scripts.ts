/** Scripts made from a seed, and which functions and forms they cover. The same seed gives the same script. */

/** A source of chance that repeats (mulberry32). */
export interface Chance {
  below(limit: number): number;
  one<T>(list: readonly [T, ...T[]]): T;
}

function chance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, one: (list) => list[below(list.length)] ?? list[0] };
}

export interface GeneratedScript {
  readonly text: string;
  /** Names of functions and forms in it. */
  readonly covers: readonly string[];
}

export type Answers = readonly [string, ...string[]];

const HOSTS = [
  '"www"',
  '".example.test"',
  '"example.test"',
  '"intra.example.test"',
  '"a.b.example.test"',
  '"www.other.test"',
] as const;
const GLOBS = [
  '"*.example.test"',
  '"www*"',
  '"*.??st"',
  '"http:*"',
  '"*/b/*"',
  '"*.test/*"',
  '"intra.example.test"',
  '"*a*"',
] as const;
const NETS = [
  '"10.0.0.0", "255.0.0.0"',
  '"127.0.0.0", "255.255.0.0"',
  '"192.0.2.0", "255.255.255.0"',
  '"10.1.2.3", "255.255.255.255"',
  '"0.0.0.0", "0.0.0.0"',
] as const;
const DAYS = ['"SUN"', '"MON"', '"TUE"', '"WED"', '"THU"', '"FRI"', '"SAT"', '"Mon"'] as const;
const MONTHS = ['"JAN"', '"MAR"', '"JUN"', '"SEP"', '"NOV"', '"DEC"'] as const;

/** `wraps`: ranges may run over the end (FRI to MON), of which libpacparser's library knows nothing. */
type Make = (pick: Chance, wraps: boolean) => string;

/** Two of a list, in its order unless they may wrap. */
function two(pick: Chance, list: readonly string[], wraps: boolean): string {
  const [a, b] = [pick.below(list.length), pick.below(list.length)];
  const [from, to] = wraps || a <= b ? [a, b] : [b, a];
  return `${list[from] ?? ''}, ${list[to] ?? ''}`;
}

function numbers(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}

/** Conditions by the name of what they cover. */
const CONDITIONS: readonly (readonly [string, Make])[] = [
  ['isPlainHostName', () => 'isPlainHostName(host)'],
  ['dnsDomainIs', (pick) => `dnsDomainIs(host, ${pick.one(HOSTS)})`],
  ['localHostOrDomainIs', (pick) => `localHostOrDomainIs(host, ${pick.one(HOSTS)})`],
  ['isResolvable', () => 'isResolvable(host)'],
  ['isInNet of host', (pick) => `isInNet(host, ${pick.one(NETS)})`],
  ['isInNet of myIpAddress', (pick) => `isInNet(myIpAddress(), ${pick.one(NETS)})`],
  ['isInNet of dnsResolve', (pick) => `isInNet(dnsResolve(host) || "203.0.113.9", ${pick.one(NETS)})`],
  ['dnsResolve', () => 'dnsResolve(host) == "127.0.0.1"'],
  ['dnsDomainLevels', (pick) => `dnsDomainLevels(host) ${pick.one(['>', '<', '==', '>='])} ${String(pick.below(4))}`],
  ['convert_addr', (pick) => `(convert_addr("10.${String(pick.below(256))}.2.3") & 0xff0000) > 0x7f0000`],
  ['shExpMatch of host', (pick) => `shExpMatch(host, ${pick.one(GLOBS)})`],
  ['shExpMatch of url', (pick) => `shExpMatch(url, ${pick.one(GLOBS)})`],
  ['weekdayRange of one', (pick) => `weekdayRange(${pick.one(DAYS)}${zone(pick)})`],
  ['weekdayRange of two', (pick, wraps) => `weekdayRange(${two(pick, DAYS, wraps)}${zone(pick)})`],
  ['dateRange of a day', (pick) => `dateRange(${String(1 + pick.below(28))}${zone(pick)})`],
  ['dateRange of days', (pick, wraps) => `dateRange(${two(pick, numbers(1, 28), wraps)}${zone(pick)})`],
  ['dateRange of a month', (pick) => `dateRange(${pick.one(MONTHS)}${zone(pick)})`],
  ['dateRange of months', (pick, wraps) => `dateRange(${two(pick, MONTHS, wraps)}${zone(pick)})`],
  ['dateRange of a year', (pick) => `dateRange(${String(2024 + pick.below(5))})`],
  ['dateRange of years', (pick, wraps) => `dateRange(${two(pick, numbers(2020, 2031), wraps)})`],
  [
    'dateRange of days and months',
    (pick, wraps) => {
      const [from, to] = two(pick, MONTHS, wraps).split(', ');
      return `dateRange(${String(1 + pick.below(14))}, ${from ?? ''}, ${String(15 + pick.below(14))}, ${to ?? ''})`;
    },
  ],
  [
    'dateRange of full dates',
    (pick) =>
      `dateRange(${String(1 + pick.below(28))}, ${pick.one(MONTHS)}, ${String(2024 + pick.below(2))}, ${String(1 + pick.below(28))}, ${pick.one(MONTHS)}, ${String(2026 + pick.below(3))})`,
  ],
  ['timeRange of an hour', (pick) => `timeRange(${String(pick.below(24))}${zone(pick)})`],
  ['timeRange of hours', (pick) => `timeRange(${String(pick.below(24))}, ${String(pick.below(24))}${zone(pick)})`],
  [
    'timeRange of minutes',
    (pick, wraps) => {
      const [from, to] = two(pick, numbers(0, 23), wraps).split(', ');
      return `timeRange(${from ?? ''}, 0, ${to ?? ''}, 59${zone(pick)})`;
    },
  ],
  ['substring of url', () => 'url.substring(0, 6) == "https:"'],
  ['indexOf', () => 'url.indexOf("/b/") > 0'],
  ['a regular expression', (pick) => `/^(www|intra)[.]?${pick.one(['', 'e', 'other'])}/.test(host)`],
  ['toLowerCase', (pick) => `host.toLowerCase() == ${pick.one(HOSTS)}`],
  ['host.length', (pick) => `host.length > ${String(4 + pick.below(16))}`],
];

function zone(pick: Chance): string {
  return pick.below(3) === 0 ? ', "GMT"' : '';
}

/** Conditions of which only browsers know. */
const MODERN: readonly (readonly [string, Make])[] = [
  [
    'an arrow function in some',
    (pick) =>
      `[${HOSTS.slice(0, 3).join(', ')}].some((d) => dnsDomainIs(host, d)) && ${pick.one(['true', '!isPlainHostName(host)'])}`,
  ],
  ['optional chaining', (pick) => `({ "www.other.test": { on: ${pick.one(['true', 'false'])} } })[host]?.on === true`],
  ['nullish coalescing', () => '(null ?? host).startsWith("www")'],
  ['spread', (pick) => `[...host].filter((c) => c === ".").length > ${String(pick.below(3))}`],
  ['object spread', () => '({ ...{ a: 1 }, b: host }).b.endsWith(".test")'],
  [
    'a template',
    (pick) => `\`*\${".example"}.test\` && shExpMatch(host, \`*\${${pick.one(['".test"', '"e.test"'])}}\`)`,
  ],
  ['a set', (pick) => `new Set([${HOSTS.join(', ')}]).has(${pick.one(['host', '"." + host'])})`],
  ['isInNet in a callback', (pick) => `[[${pick.one(NETS)}]].some(([net, mask]) => isInNet(myIpAddress(), net, mask))`],
  ['a named group', () => '(/^(?<name>[a-z]+)\\./u.exec(host)?.groups?.name ?? "") === "intra"'],
  ['a sticky expression', () => '/w+/y.test(host)'],
  ['a bigint', () => 'BigInt(host.length) > 12n'],
  ['an exponent', () => 'host.length ** 2 > 200'],
  ['isInNetEx', () => 'isInNetEx(myIpAddress(), "127.0.0.0/8")'],
  ['sortIpAddressList', () => 'sortIpAddressList("10.0.0.2;10.0.0.1;::1") === "::1;10.0.0.1;10.0.0.2"'],
  ['isPlainHostName of IPv6', () => '!isPlainHostName("::1")'],
];

/** Bodies around (condition, answer) pairs; the last answer is for the rest. */
type Pair = readonly [condition: string, answer: string];
const FORMS: readonly (readonly [string, (pairs: readonly Pair[], rest: string) => string])[] = [
  [
    'a chain of if',
    (pairs, rest) => entry([...pairs.map(([test, answer]) => `  if (${test}) return ${answer};`), `  return ${rest};`]),
  ],
  [
    'if and else',
    (pairs, rest) =>
      entry([
        pairs.map(([test, answer]) => `if (${test}) { return ${answer}; }`).join(' else '),
        `else return ${rest};`,
      ]),
  ],
  [
    'a variable',
    (pairs, rest) =>
      entry([
        `var to = ${rest};`,
        ...pairs.toReversed().map(([test, answer]) => `if (${test}) to = ${answer};`),
        'return to;',
      ]),
  ],
  [
    'a conditional',
    (pairs, rest) => entry([`return ${pairs.map(([test, answer]) => `${test} ? ${answer} :`).join(' ')} ${rest}`]),
  ],
  [
    'helpers',
    (pairs, rest) =>
      `${pairs.map(([test, answer], at) => `function rule${String(at)}(url, host) { return (${test}) ? ${answer} : null; }`).join('\n')}\n${entry([`return ${pairs.map((_, at) => `rule${String(at)}(url, host) ||`).join(' ')} ${rest};`])}`,
  ],
  [
    'a switch',
    (pairs, rest) =>
      entry([
        'switch (true) {',
        ...pairs.map(([test, answer]) => `case !!(${test}): return ${answer};`),
        `default: return ${rest}; }`,
      ]),
  ],
  [
    'a loop',
    (pairs, rest) =>
      entry([
        `var rules = [${pairs.map(([test, answer]) => `[function () { return ${test}; }, ${answer}]`).join(', ')}];`,
        'for (var i = 0; i < rules.length; i++) { if (rules[i][0]()) return rules[i][1]; }',
        `return ${rest};`,
      ]),
  ],
  [
    'and, or, not',
    (pairs, rest) =>
      entry([
        `if (${pairs.map(([test]) => `!(${test})`).join(' && ')}) return ${rest};`,
        `return (${pairs[0]?.[0] ?? 'true'}) || host.length % 2 ? ${pairs[0]?.[1] ?? rest} : ${rest};`,
      ]),
  ],
];

const MODERN_FORMS: typeof FORMS = [
  [
    'an arrow function as entry',
    (pairs, rest) =>
      `var FindProxyForURL = (url, host) => ${pairs.map(([test, answer]) => `(${test}) ? ${answer} :`).join(' ')} ${rest};`,
  ],
  [
    'a table with find',
    (pairs, rest) =>
      entry([
        `const rules = [${pairs.map(([test, answer]) => `{ on: () => ${test}, to: ${answer} }`).join(', ')}];`,
        `return rules.find(({ on }) => on())?.to ?? ${rest};`,
      ]),
  ],
  [
    'a class',
    (pairs, rest) =>
      `class Rules { #rest = ${rest}; pick(url, host) { ${pairs.map(([test, answer]) => `if (${test}) return ${answer};`).join(' ')} return this.#rest; } }\n${entry(['return new Rules().pick(url, host);'])}`,
  ],
  [
    'a generator',
    (pairs, rest) =>
      `function* all(url, host) { ${pairs.map(([test, answer]) => `if (${test}) yield ${answer};`).join(' ')} yield ${rest}; }\n${entry(['for (const to of all(url, host)) return to;'])}`,
  ],
];

function entry(lines: readonly string[]): string {
  return `function FindProxyForURL(url, host) {\n${lines.join('\n')}\n}`;
}

/** Returns script number `seed`; modern ones use what only browsers of today know, and ranges that wrap. */
export function generateScript(seed: number, answers: Answers, syntax: 'es5' | 'modern'): GeneratedScript {
  const pick = chance(seed * 7919 + 17);
  const conditions = syntax === 'modern' ? [...MODERN, ...MODERN, ...CONDITIONS] : CONDITIONS;
  const forms = syntax === 'modern' ? [...MODERN_FORMS, ...MODERN_FORMS, ...FORMS] : FORMS;
  // The first condition goes round by number, so that a few dozen scripts cover all of them.
  const chosen = Array.from(
    { length: 1 + pick.below(4) },
    (_, at) => conditions[at === 0 ? seed % conditions.length : pick.below(conditions.length)],
  );
  const known = chosen.flatMap((one) => (one === undefined ? [] : [one]));
  const pairs = known.map(([, make]): Pair => [make(pick, syntax === 'modern'), JSON.stringify(pick.one(answers))]);
  const [name, form] = forms[pick.below(forms.length)] ?? ['none', () => ''];
  return { text: form(pairs, JSON.stringify(pick.one(answers))), covers: [name, ...known.map(([label]) => label)] };
}

/** Every name that scripts of this kind can cover. */
export function coverable(syntax: 'es5' | 'modern'): readonly string[] {
  const modern = syntax === 'modern' ? [...MODERN, ...MODERN_FORMS] : [];
  return [...CONDITIONS, ...FORMS, ...modern].map(([name]) => name);
}

/** Counts by name, as text for the test's output. */
export function coverage(scripts: readonly GeneratedScript[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of scripts.flatMap((script) => script.covers)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
