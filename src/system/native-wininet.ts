import type { Result } from '../base/result.ts';

/** All options of one WinINET connection (wininet.h, INTERNET_PER_CONN_*). */
export interface WininetOptions {
  /** Name of the phone book; `null` is the local network. */
  readonly connection: string | null;
  /** PROXY_TYPE_* together. */
  readonly flags: number;
  readonly servers: string;
  readonly bypass: string;
  readonly pacUrl: string;
}

/** WinINET's functions. They run in a child process: a wrong call would bring down the process that makes it. */
export interface NativeWininet {
  /** Sets the options, and tells running programs (INTERNET_OPTION_SETTINGS_CHANGED, INTERNET_OPTION_REFRESH). */
  set(options: WininetOptions): Promise<Result<void, string>>;
  /** Only tells running programs that something was changed. */
  announce(): Promise<Result<void, string>>;
}
