/** The form of one settings source: what it begins with, what is wrong in it, what it means. */
import type { SourceView } from '../../src/contract/settings-view.ts';
import { type EditedSettings, type EditProblem, readEdited } from '../../src/settings/edited-settings.ts';
import type { ProxyKind } from '../../src/settings/proxy-server.ts';
import type { SettingsScheme } from '../../src/settings/proxy-settings.ts';
import { hostInUrl } from '../../src/settings/canonical-host.ts';
import { WRITABLE_SOURCES, type WritableSource } from '../../src/settings/writable-source.ts';

/** One proxy as its fields hold it. */
export interface ServerDraft {
  /** One proxy may serve several. */
  readonly schemes: readonly SettingsScheme[];
  address: string;
  port: string;
  kind: ProxyKind;
}

export interface SettingsDraft {
  mode: EditedSettings['mode'];
  pacUrl: string;
  servers: ServerDraft[];
  /** One exception a line. */
  bypass: string;
  isReversed: boolean;
}

/** What is wrong, by the field it is in. */
export type DraftProblem = EditProblem | { readonly field: EditProblem['field']; readonly kind: 'port' };

/** Returns the source where a person may change it here; `null` where not. */
export function changeable(source: SourceView): WritableSource | null {
  const writable = WRITABLE_SOURCES.find((one) => one === source.source);
  if (writable === undefined || source.managed || source.state === 'unreadable') return null;
  const isMadeWhereAbsent = writable === 'env' || writable === 'etc-environment';
  return source.state === 'read' || isMadeWhereAbsent ? writable : null;
}

/** Returns what the form begins with. Schemes that say the same share their fields. */
export function settingsDraft(source: SourceView): SettingsDraft {
  const servers = source.servers.flatMap(({ scheme, leg, invalid }): ServerDraft[] => {
    if (leg?.kind === 'direct') return [];
    if (leg === null) return [{ schemes: [scheme], address: invalid?.text ?? '', port: '', kind: 'http' }];
    return [{ schemes: [scheme], address: leg.host, port: String(leg.port), kind: leg.kind }];
  });
  const isSame = (a: ServerDraft, b: ServerDraft): boolean =>
    a.address === b.address && a.port === b.port && a.kind === b.kind;
  const shared = servers.flatMap((one, index) => {
    if (servers.findIndex((other) => isSame(one, other)) !== index) return [];
    return [{ ...one, schemes: servers.filter((other) => isSame(one, other)).flatMap(({ schemes }) => schemes) }];
  });
  const blank: ServerDraft = { schemes: ['any'], address: '', port: '', kind: 'http' };
  return {
    mode: source.mode ?? 'manual',
    pacUrl: source.pacUrl ?? '',
    servers: shared.length === 0 ? [blank] : shared,
    bypass: source.bypass.join('\n'),
    isReversed: source.isReversed ?? false,
  };
}

/** Returns what the form means. */
export function editedFrom(draft: SettingsDraft): EditedSettings {
  switch (draft.mode) {
    case 'direct':
    case 'auto-detect':
      return { mode: draft.mode };
    case 'pac':
      return { mode: 'pac', pacUrl: draft.pacUrl };
    case 'manual':
      return {
        mode: 'manual',
        servers: draft.servers.flatMap((one) => one.schemes.map((scheme) => ({ scheme, address: addressOf(one) }))),
        bypass: draft.bypass.split(/[\n,;]/u).flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
        isReversed: draft.isReversed,
      };
  }
}

/** Returns what can't be used; nothing is sent anywhere for it. An empty field is not wrong yet. */
export function draftProblems(draft: SettingsDraft): readonly DraftProblem[] {
  const problems = readEdited(editedFrom(draft)).problems.filter(({ field }) => !isEmpty(draft, field));
  if (draft.mode !== 'manual') return problems;
  const ports = draft.servers.flatMap((one) => (isPortWrong(one) ? portProblems(one) : []));
  return [...problems.filter(({ field }) => !ports.some((one) => one.field === field)), ...ports];
}

/** Whether everything that is needed is there and can be used. */
export function isUsable(draft: SettingsDraft): boolean {
  return readEdited(editedFrom(draft)).problems.length === 0 && draftProblems(draft).length === 0;
}

/** The parts as one address; what was pasted with its kind or port stays as it is, so that slips are named. */
function addressOf({ address, port, kind }: ServerDraft): string {
  const text = address.trim();
  if (text === '') return '';
  const host = text.includes('://') ? text : `${kind}://${isBareIpv6(text) ? hostInUrl(text) : text}`;
  return port.trim() === '' ? host : `${host}:${port.trim()}`;
}

function isBareIpv6(text: string): boolean {
  return /^[\da-f:]*:[\da-f:]*:[\da-f:]*$/iu.test(text);
}

/** The port may stand in the address. */
function isPortWrong({ address, port }: ServerDraft): boolean {
  if (address.trim() === '') return false;
  return port.trim() === '' ? !/:\d+\/?$/u.test(address.trim()) : !isPort(port);
}

function portProblems({ schemes }: ServerDraft): readonly DraftProblem[] {
  return schemes.map((field) => ({ field, kind: 'port' }));
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/u.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;
}

function isEmpty({ pacUrl, servers }: SettingsDraft, field: EditProblem['field']): boolean {
  if (field === 'pacUrl') return pacUrl.trim() === '';
  return servers.some(({ schemes, address }) => schemes.includes(field) && address.trim() === '');
}
