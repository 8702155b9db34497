/** Facts that could not be had: what would have been needed to be surer. Each has its words in `messages`. */
export const MISSING = [
  'control-site',
  'https-control-site',
  'firewall-rules',
  'vpn-state',
  'vpn-networks',
  'direct-way',
  'time',
  'interrupted',
  'proxy-answer',
  'name-resolution',
  'pac-result',
  'ping',
] as const;

export type Missing = (typeof MISSING)[number];
