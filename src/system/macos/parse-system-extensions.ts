const MOST_LINES = 2_000;

/**
 * Returns the names of the network extensions that `systemextensionsctl list` shows as active: content filters, VPNs and
 * transparent proxies, which decide about connections before anybody else. Columns are parted by tabs:
 * `enabled active teamID bundleID (version) name [state]`.
 */
export function parseNetworkExtensions(text: string): readonly string[] {
  let isNetwork = false;
  const names: string[] = [];
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    if (line.startsWith('--- ')) isNetwork = line.startsWith('--- com.apple.system_extension.network_extension');
    const [, active, , , name = '', state = ''] = line.split('\t');
    if (isNetwork && active === '*' && name !== '' && state.includes('activated enabled'))
      names.push(name.slice(0, 120));
  }
  return names;
}
