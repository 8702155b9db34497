import { causeText, kindName, proxyAddress, wordFor } from './cause-text.ts';
import { inSource, it, proxyOrAddress, theProxy, TheProxy, thePort } from './cause-words-en.ts';
import type { CausesNear } from './messages.ts';
import { vocabularyEn } from './vocabulary-en.ts';

/** English words for the causes on this side of the proxy. */
export const causesNearEn = {
  ok: causeText(
    'It works',
    (a) =>
      `${a.target} answers${a.proxyHost === undefined ? '' : ` through ${theProxy(a)}`}. There is nothing to repair.`,
    (a) => `Open ${a.target} in your browser; if it still fails there, restart the browser.`,
  ),
  undetermined: causeText(
    'The cause could not be determined',
    (a) =>
      `${a.missing === undefined ? 'Some facts could not be had' : `This could not be established: ${a.missing}`}, so no cause can be named honestly. Run the check again, with a longer time limit if the network is slow.`,
    (a) => `Check again; if the result stays the same, send the report to ${it(a)}.`,
  ),
  'device.offline': causeText(
    'This computer has no network connection',
    'No Wi-Fi or cable connection of this computer leads any further. Neither the proxy nor the site is at fault.',
    'Switch on Wi-Fi or plug in the network cable, then check again.',
  ),
  'device.captive-portal': causeText(
    'The network wants you to sign in first',
    'The Wi-Fi or network you are connected to answers with a sign-in page of its own. Until its conditions are accepted there, nothing else gets through.',
    'Open the sign-in page of the network in a browser, complete it, then check again.',
  ),
  'device.network-unstable': causeText(
    'The network connection is unsteady',
    'Some connection attempts work and others on the very same way fail. Weak Wi-Fi, a faulty cable or an overloaded line does that.',
    'Move closer to the Wi-Fi access point or use a cable, then check again.',
  ),
  'device.mtu-black-hole': causeText(
    'Large packets get lost on the way',
    'Short messages get through, but full-size ones disappear without a word. Typically a VPN or tunnel carries less per packet than this computer believes.',
    (a) =>
      `Ask ${it(a)} to lower the packet size (MTU) of the connection${a.interface === undefined ? '' : ` ${a.interface}`} or to let ICMP messages pass.`,
  ),
  'device.keychain-unavailable': causeText(
    'The stored password cannot be read',
    'The keychain of this computer is locked, missing or refuses access, so a stored sign-in could not be used. Unlock it, or enter the password for this one time.',
    'Unlock the keychain with the password of this computer, then check again.',
  ),
  'device.clock-wrong': causeText(
    'The clock of this computer is wrong',
    'Date or time differ by more than five minutes from the time that servers report. Certificates and sign-in tickets therefore look invalid although they are not.',
    'Turn on automatic date and time in the system settings, then check again.',
  ),
  'settings.proxy-missing': causeText(
    'This network needs a proxy, and none is set',
    (a) =>
      `Direct connections are blocked here, but ${a.proxyHost === undefined ? 'a proxy was found that answers' : `the proxy ${proxyAddress(a)} was found and answers`}. The settings of this computer do not name it.`,
    (a) =>
      a.proxyHost === undefined
        ? 'Enter the proxy that was found in the proxy settings.'
        : `Enter ${proxyAddress(a)} in the proxy settings.`,
  ),
  'settings.proxy-address-invalid': causeText(
    'The proxy address is written wrongly',
    (a) => {
      const why = wordFor(vocabularyEn.addressProblems, a.problem);
      return `The proxy address in the settings cannot be read${why === undefined ? '.' : `: ${why}`} Until it is corrected, no program can use it${inSource(a)}.`;
    },
    'Correct the address in the settings; the usual form is http://proxy.example:8080.',
  ),
  'settings.proxy-port-wrong': causeText(
    'The port number seems to be wrong',
    (a) =>
      `${a.proxyHost === undefined ? 'The host is right, but no proxy answers on the port that is set' : `No proxy answers on ${thePort(a)} of ${a.proxyHost}`}${a.suggestedPort === undefined ? ', while another port of the same host has one' : `, but one answered on port ${String(a.suggestedPort)}`}. The rest of the address is right${inSource(a)}.`,
    (a) =>
      a.suggestedPort === undefined
        ? 'Correct the port number in the proxy settings.'
        : `Change the port number in the proxy settings to ${String(a.suggestedPort)}.`,
  ),
  'settings.proxy-type-wrong': causeText(
    'The kind of proxy is set wrongly',
    (a) =>
      `${a.proxyHost === undefined ? 'A proxy answers' : `A proxy answers at ${proxyAddress(a)}`}, but it is ${a.suggestedKind === undefined ? 'of another kind than the one' : `of the kind ${kindName(a.suggestedKind)}, not the one`} that is set${inSource(a)}. Address and port can stay as they are.`,
    (a) =>
      a.suggestedKind === undefined
        ? 'Choose the other kind of proxy in the settings.'
        : `Choose ${kindName(a.suggestedKind)} as the kind of proxy in the settings.`,
  ),
  'settings.stale-local-proxy': causeText(
    'A proxy setting is left over from another program',
    (a) =>
      `The settings point at this computer itself${a.proxyHost === undefined ? '' : ` (${proxyAddress(a)})`}, but nothing runs there. A program that is no longer running or installed may have left it behind${inSource(a)}.`,
    'Remove the proxy setting, or start the program that it belongs to.',
  ),
  'settings.proxy-not-needed-here': causeText(
    'This proxy cannot be used on the present network',
    (a) =>
      `${TheProxy(a)} cannot be reached from here, but ${a.target} answers without it. The proxy probably belongs to another network, such as the office.`,
    'Turn the proxy off while you are on this network.',
  ),
  'settings.pac-unreachable': causeText(
    'The configuration script cannot be loaded',
    (a) =>
      `The settings name an automatic configuration script (PAC), but it could not be fetched${inSource(a)}. Without it, programs do not know which proxy to use.`,
    (a) => `Check the address of the script in the settings, or ask ${it(a)} for the present one.`,
  ),
  'settings.pac-invalid': causeText(
    'The configuration script is broken',
    (a) => {
      const why = wordFor(vocabularyEn.pacProblems, a.problem);
      return `The automatic configuration script (PAC) was loaded but gives no usable answer${why === undefined ? '' : `: ${why}`}${a.line === undefined ? '' : ` (line ${String(a.line)})`}. Whoever maintains the script has to correct it.`;
    },
    (a) => `Tell ${it(a)} that the configuration script fails, and send the report.`,
  ),
  'settings.bypass-missing': causeText(
    'This internal site should not go through the proxy',
    (a) =>
      `${a.target} answers directly, but the settings send it through ${theProxy(a)}, which cannot deliver it. It is missing from the addresses that do not use the proxy.`,
    (a) => `Add ${a.target} to the addresses that do not use the proxy.`,
  ),
  'settings.bypass-too-broad': causeText(
    'This site should go through the proxy',
    (a) =>
      `${a.target} is among the addresses that do not use the proxy${a.rule === undefined ? '' : ` (entry: ${a.rule})`}, but the direct way is blocked. Through ${theProxy(a)} the site answers.`,
    (a) =>
      a.rule === undefined
        ? 'Narrow the entry among the addresses that do not use the proxy.'
        : `Narrow or remove the entry ${a.rule} among the addresses that do not use the proxy.`,
  ),
  'settings.conflict': causeText(
    'Two proxy settings contradict each other',
    (a) =>
      `Different places on this computer name different ways to ${a.target}, and only one of them works. Some programs therefore work while others do not${inSource(a)}.`,
    'Make the settings agree: keep the one that works and remove the other.',
  ),
  'vpn.required': causeText(
    'It will work once the VPN is connected',
    (a) => `${TheProxy(a)} is inside the company network. It cannot be reached, because the VPN is off.`,
    'Connect the VPN, then check again.',
  ),
  'vpn.captures-proxy-route': causeText(
    'The VPN stands in the way to the proxy',
    (a) =>
      `While the VPN${a.interface === undefined ? '' : ` (${a.interface})`} is connected, traffic to ${theProxy(a)} goes into the VPN as well and gets no answer. The proxy is on the local network.`,
    (a) => `Disconnect the VPN, or ask ${it(a)} to exclude the proxy from it.`,
  ),
  'vpn.dns-override': causeText(
    'The VPN hides the name of the proxy',
    (a) =>
      `While the VPN${a.interface === undefined ? '' : ` (${a.interface})`} is connected, names are looked up there, and it does not know ${theProxy(a)}. The local network does know it.`,
    (a) => `Disconnect the VPN, or ask ${it(a)} to add the proxy to its name servers.`,
  ),
  'firewall.local-block': causeText(
    'This computer blocks the way to the proxy',
    (a) =>
      `A firewall or security program on this computer forbids the connection to ${proxyOrAddress(a)}${a.rule === undefined ? '' : `. The rule is: ${a.rule}`}. The proxy itself may be fine.`,
    (a) => `Allow connections to ${proxyOrAddress(a)} in the firewall, or ask ${it(a)} to do so.`,
  ),
  'firewall.network-block': causeText(
    'The network blocks the way',
    (a) =>
      a.proxyHost === undefined
        ? `The network lets no direct connection to ${a.target} through, and no proxy is known here. It probably allows web access only through a proxy.`
        : `The host ${a.proxyHost} is alive, but the network lets nothing through to ${thePort(a)}. A firewall on the way probably filters it.`,
    (a) =>
      a.proxyHost === undefined
        ? `Ask ${it(a)} which proxy this network uses.`
        : `Ask ${it(a)} to allow connections to ${proxyAddress(a)}.`,
  ),
  'dns.resolver-unreachable': causeText(
    'Names cannot be looked up at present',
    'The name server (DNS) of this network answers for no name at all, not even for well-known ones. So neither the proxy nor any site can be found by its name.',
    (a) =>
      `Disconnect and reconnect the network; if that does not help, tell ${it(a)} that the name server does not answer.`,
  ),
  'dns.proxy-name-not-found': causeText(
    'The name of the proxy does not exist',
    (a) =>
      `${a.proxyHost === undefined ? 'The proxy name in the settings' : `The name ${a.proxyHost}`} is not known, while other names are found. There may be a typing mistake, or the name is only known inside the company${inSource(a)}.`,
    'Check the spelling of the proxy name; if it is right, connect to the company network or VPN.',
  ),
} satisfies CausesNear;
