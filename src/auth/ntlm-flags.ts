/** Negotiate flags of NTLM that this program sets or reads ([MS-NLMP] §2.2.2.5). */
export const NTLM_FLAGS = {
  unicode: 0x0000_0001,
  oem: 0x0000_0002,
  requestTarget: 0x0000_0004,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  targetTypeDomain: 0x0001_0000,
  targetTypeServer: 0x0002_0000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  version: 0x0200_0000,
  key128: 0x2000_0000,
  key56: 0x8000_0000,
} as const satisfies Record<string, number>;

/** The eight bytes with which every NTLM message begins. */
export const NTLM_SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');

/** Ids of the attribute-value pairs in a target info ([MS-NLMP] §2.2.2.1). */
export const AV = {
  end: 0,
  netbiosComputer: 1,
  netbiosDomain: 2,
  dnsComputer: 3,
  dnsDomain: 4,
  dnsForest: 5,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 10,
} as const satisfies Record<string, number>;
