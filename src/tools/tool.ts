/** What the product knows about one tool: a row of the table in `tools.ts`. */
import type { BypassDialect } from '../settings/parse-bypass-list.ts';
import type { Environment } from '../settings/environment-settings.ts';
import type { ProxyKind } from '../settings/proxy-server.ts';
import type { Form, Role } from './form.ts';

/** Every tool, in the order in which they are listed. */
export const TOOL_IDS = [
  'git',
  'npm',
  'pnpm',
  'yarn',
  'yarn-berry',
  'pip',
  'conda',
  'curl',
  'wget',
  'apt',
  'docker',
  'docker-daemon',
  'maven',
  'gradle',
  'java',
  'nuget',
  'vscode',
  'go',
  'cargo',
  'aws',
  'wsl',
] as const;

export type ToolId = (typeof TOOL_IDS)[number];

/** The computer as far as it decides where files are. */
export interface Where {
  readonly platform: 'linux' | 'macos' | 'windows';
  readonly home: string;
  readonly env: Environment;
}

/** Where a tool keeps its settings. A folder stands for the files in it that the tool reads, in their order. */
export type ToolPlace =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly form: Form;
      /** Read where it is there, and never made: an older name, or a file that comes with the tool. */
      readonly isNeverMade?: boolean;
    }
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly isRead: (name: string) => boolean;
      /** The file that is made where none says anything yet. */
      readonly own: string;
      readonly form: Form;
    };

/**
 * Whom a tool follows that says nothing itself: the variables of its environment, the settings of the operating
 * system, or nobody (it goes directly).
 */
export type Follows = 'environment' | 'system' | 'nothing';

/** How a list of exceptions is written, or why there is none: the tool takes `no_proxy`, or has no exceptions at all. */
export type Exceptions =
  | { readonly kind: 'list'; readonly dialect: BypassDialect }
  | { readonly kind: 'environment' }
  | { readonly kind: 'none' };

/** One row. Adding a tool is one row and one fixture. */
export interface Tool {
  readonly id: ToolId;
  /** A proper name, the same in every language. */
  readonly name: string;
  /** Programs whose presence means that the tool is installed. */
  readonly programs: readonly string[];
  /** From the weakest to the strongest; empty where the tool keeps nothing (on this platform). */
  readonly places: (where: Where) => readonly ToolPlace[];
  /** `merged`: a stronger file wins value by value. `first`: the tool reads the strongest file that exists, and no other. */
  readonly choice: 'merged' | 'first';
  /** Written at once, because different versions of the tool read different files. */
  readonly writesEvery?: boolean;
  /** Can't be written: the tool has no place of its own, or not for an address. */
  readonly writable: boolean;
  /** Kinds of proxy that it can use. */
  readonly kinds: readonly ProxyKind[];
  /** Names are resolved by the SOCKS proxy only under these schemes. */
  readonly socksSchemes?: Readonly<Partial<Record<ProxyKind, string>>>;
  /** Whose default ports count where an address has none; those of browsers unless told. */
  readonly defaultPorts?: 'curl';
  /** `any` for all schemes, or one role a scheme. */
  readonly roles: 'any' | 'each';
  /** The proxy for http also carries https where that has none. */
  readonly httpServesHttps?: boolean;
  readonly exceptions: Exceptions;
  readonly follows: Follows;
  /** Values that mean "no proxy", beside the empty one; the first is written. `null`: it is said by taking the value away. */
  readonly directWord: string | null;
  /** Where a switch of its own decides whether proxies are used, what it is set to. */
  readonly switch?: { readonly on: string | null; readonly off: string; readonly isOff: (value: string) => boolean };
  /** Variables of the environment that are stronger than the files. */
  readonly variables?: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** References in values that the tool replaces by variables: `${NAME}`. */
  readonly expandsVariables?: boolean;
  /** The program keeps its settings until it is started again. */
  readonly restart?: boolean;
}
