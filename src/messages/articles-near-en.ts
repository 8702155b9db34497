import type { ArticleText } from './article.ts';
import type { CausesNear } from './messages.ts';

/** English articles on the causes on this side of the proxy. */
export const articlesNearEn = {
  ok: {
    whatItMeans: ['Every hop from this computer to the site works, and the site answered.'],
    howWeKnow: 'The whole way was used once, as a browser does, and the answer had a status below 400.',
    whatToDo: [
      'If a browser still fails, restart it.',
      'Delete its cookies and cache for this site, or try a private window.',
      'Look under "Also found": a trouble that comes and goes is listed there.',
    ],
  },
  undetermined: {
    whatItMeans: [
      'Throughway names a cause only where facts support it. This time something could not be looked at, or time ran out.',
    ],
    howWeKnow: 'No cause fits what was observed. The result says what is missing.',
    whatToDo: [
      'Check again; a second run often has all the facts.',
      'Raise the time limit on a slow network.',
      'Send the report to your IT department; it holds everything that was observed.',
    ],
  },
  'device.offline': {
    whatItMeans: [
      'This computer has no usable connection: Wi-Fi off, cable unplugged, flight mode, or no address from the network.',
    ],
    howWeKnow: 'No network connection is up with an address, or none leads to the proxy or the site.',
    whatToDo: [
      'Switch on Wi-Fi or plug in the cable; look for flight mode.',
      'Connect to the network once more.',
      'Restart the router or dock if you can.',
      'See whether another device has a connection in the same place.',
    ],
    forAdministrators: ['Check address assignment (DHCP) and network access control for this computer.'],
  },
  'device.captive-portal': {
    whatItMeans: [
      'Hotels, trains and guest networks show a page of their own until you accept their conditions. Until then they answer in the name of every site.',
    ],
    howWeKnow: 'A well-known plain http address, asked without the proxy, leads to another page than it should.',
    whatToDo: [
      'Open the sign-in page from the network symbol, or open any http:// address.',
      'Complete it, then check again.',
      'A proxy of your company may have to stay off until you are signed in; connect the VPN afterwards.',
    ],
  },
  'device.network-unstable': {
    whatItMeans: [
      'Part of the connection attempts fail for no visible reason. Pages load sometimes, half, or only after a reload.',
    ],
    howWeKnow: 'At least 30 connections to the same place were tried, and a fifth or more failed or stalled.',
    whatToDo: [
      'Move closer to the access point, or use a cable.',
      'Pause large downloads and video calls.',
      'Change the Wi-Fi network or the cable and check again.',
    ],
    forAdministrators: ['Look at loss and load on the access point, the switch port and the uplink.'],
  },
  'device.mtu-black-hole': {
    whatItMeans: [
      'Every line has a largest packet size. If a VPN carries less than expected and nobody says so, large packets vanish: small pages open, secure ones hang.',
    ],
    howWeKnow: 'A short greeting gets an answer on this way, a long one gets none.',
    whatToDo: [
      'Disconnect the VPN for a moment, if you may, and check again.',
      'Send the report to your IT department.',
    ],
    forAdministrators: [
      'Let ICMP "fragmentation needed" and "packet too big" pass.',
      'Lower the MTU of the tunnel or clamp the TCP segment size (MSS).',
    ],
  },
  'device.keychain-unavailable': {
    whatItMeans: [
      'Passwords are kept in the keychain of the operating system. It is locked, missing, or does not let Throughway in.',
    ],
    howWeKnow: 'The keychain itself said so, or did not answer in time.',
    whatToDo: [
      'Unlock it with the password of this computer.',
      'Look for a hidden window that asks for permission.',
      'If it asks for an old password, it was not changed along with your account: IT can help.',
      'Without a keychain, enter the password each time; it is kept nowhere.',
    ],
  },
  'device.clock-wrong': {
    whatItMeans: [
      'Certificates and sign-in tickets are valid for a certain time. A clock that is far off makes good ones look bad.',
    ],
    howWeKnow:
      'The clock differs by more than five minutes from the time in answers of servers, and certificate dates fail.',
    whatToDo: [
      'Turn on automatic date and time.',
      'Check the time zone and the year.',
      'If the clock goes wrong after each start, the battery of the computer may be empty.',
    ],
    forAdministrators: ['Check time synchronisation of the domain; Kerberos allows five minutes.'],
  },
  'settings.proxy-missing': {
    whatItMeans: ['In this network sites are only reached through a proxy, and this computer does not know it.'],
    howWeKnow: 'The direct way is blocked, while a proxy named by the network or by another settings source answers.',
    whatToDo: [
      'Enter the proxy that was found in the proxy settings.',
      'Restart the browser and check again.',
      'On private networks, take it out again.',
    ],
    forAdministrators: ['Hand the proxy out by policy, preset or automatic detection.'],
  },
  'settings.proxy-address-invalid': {
    whatItMeans: [
      'The proxy address holds something that makes it unreadable: a blank, full-width characters, http:// twice, a port that is not a number.',
    ],
    howWeKnow: 'The text was read as browsers read it, and it does not parse. A password in it is never shown.',
    whatToDo: [
      'Type the address again in half-width characters, without blanks.',
      'Use the form http://proxy.example:8080.',
      'Special signs of a password in the address must be written as %XX; better leave the password out.',
    ],
  },
  'settings.proxy-port-wrong': {
    whatItMeans: ['The port is the number behind the colon. The name is right, but no proxy answers on this port.'],
    howWeKnow: 'The port was tried, then the usual proxy ports of the same host, and one of those spoke like a proxy.',
    whatToDo: [
      'Enter the suggested port in the proxy settings.',
      'Check again; if it works, tell colleagues with the same note.',
    ],
    forAdministrators: ['If the port was moved, update policies, presets and instructions.'],
  },
  'settings.proxy-type-wrong': {
    whatItMeans: [
      'Proxies come in kinds: HTTP, HTTPS and SOCKS. Address and port are right, but the kind in the settings is not.',
    ],
    howWeKnow: 'The port gave a proper answer to the greeting of another kind.',
    whatToDo: [
      'Choose the suggested kind in the settings.',
      'In Windows and macOS, put the address into the field for that kind and clear the others.',
    ],
  },
  'settings.stale-local-proxy': {
    whatItMeans: [
      'Some programs (filters, debuggers, VPN clients) put themselves in as a proxy on this computer. If they crash or are removed, the setting stays behind.',
    ],
    howWeKnow: 'The proxy address is this computer itself, and nothing listens there.',
    whatToDo: [
      'Remember whether you removed or closed such a program lately.',
      'Start it again, or remove the proxy setting.',
      'If the setting comes back by itself, look for the program, or for malware, with your IT department.',
    ],
  },
  'settings.proxy-not-needed-here': {
    whatItMeans: ['The proxy belongs to another network, usually the office. Here, sites are reached without it.'],
    howWeKnow: 'The proxy is not known or not reachable here, and the site answers directly.',
    whatToDo: [
      'Turn the proxy off in the settings of this computer.',
      'Turn it on again in the office.',
      'If you often change places, ask for a configuration script that decides by itself.',
    ],
    forAdministrators: ['A PAC script with DIRECT as the last choice spares people the switching.'],
  },
  'settings.pac-unreachable': {
    whatItMeans: [
      'A configuration script (PAC) tells programs which proxy to use. It could not be loaded from the address in the settings.',
    ],
    howWeKnow:
      'The script was fetched without a proxy, as browsers do; the fetch failed or was answered with an error.',
    whatToDo: [
      'Check the address of the script for typing mistakes.',
      'At home, connect the VPN: the script is often inside the company network.',
      'Ask for the present address.',
    ],
    forAdministrators: [
      'Serve the script over a name that resolves everywhere, as application/x-ns-proxy-autoconfig.',
      'Local file: addresses are ignored by several systems.',
    ],
  },
  'settings.pac-invalid': {
    whatItMeans: ['The script was loaded, but it has a mistake or gives an answer that names no route.'],
    howWeKnow: 'The script was run in a closed room, with a time limit; its error and line are in the details.',
    whatToDo: [
      'Send the report to whoever maintains the script.',
      'Until then, enter the proxy by hand if you know it.',
    ],
    forAdministrators: [
      'Run "throughway pac lint" on the script and "throughway pac eval" with some addresses.',
      'Check that no error page is served instead of the script.',
      'Answers look like "PROXY host:port; DIRECT".',
    ],
  },
  'settings.bypass-missing': {
    whatItMeans: [
      'Internal sites are usually reached directly. This one is sent through the proxy, which cannot or may not deliver it.',
    ],
    howWeKnow: 'The site answers directly; through the proxy it is refused or not reached.',
    whatToDo: ['Add the name of the site to the addresses that do not use the proxy.', 'Restart the browser.'],
    forAdministrators: ['Add internal domains to the exceptions by policy or in the script.'],
  },
  'settings.bypass-too-broad': {
    whatItMeans: [
      'An exception meant for internal sites also covers this one, so it is tried directly, and the direct way is blocked.',
    ],
    howWeKnow: 'The address matches an exception, the direct way fails, and through the proxy the site answers.',
    whatToDo: [
      'Find the entry named in the result and narrow it.',
      'Mind leading dots and stars: they cover all sub-domains.',
    ],
    forAdministrators: ['List internal domains in full instead of a whole top-level domain.'],
  },
  'settings.conflict': {
    whatItMeans: [
      'Proxy settings stand in several places, such as the desktop and environment variables. Programs look in different ones, so some work and others do not.',
    ],
    howWeKnow: 'Two places name different routes for this address, and only one of them works.',
    whatToDo: [
      'Open the Settings page: it shows all places side by side.',
      'Keep the one that works, remove or adapt the other.',
      'Restart programs that were running.',
    ],
  },
  'vpn.required': {
    whatItMeans: ['The proxy is inside the company network, and the way there is the VPN, which is off.'],
    howWeKnow:
      'The proxy cannot be reached, and a VPN connection exists on this computer that is down, or your IT department’s preset says that it is needed.',
    whatToDo: [
      'Connect the VPN.',
      'If it does not connect, check Wi-Fi, then your VPN password and your second factor.',
      'Check again.',
    ],
  },
  'vpn.captures-proxy-route': {
    whatItMeans: [
      'A VPN takes over traffic to certain addresses. Here it also takes what is meant for a proxy close by, and loses it.',
    ],
    howWeKnow:
      'The route to the proxy leaves through the VPN and gets no answer, while the proxy’s network is right at this computer.',
    whatToDo: [
      'Disconnect the VPN for a moment and check again.',
      'If that helps, send the report to your IT department.',
    ],
    forAdministrators: [
      'Exclude the proxy’s network from the tunnel (split tunnel), or make the proxy reachable inside it.',
    ],
  },
  'vpn.dns-override': {
    whatItMeans: [
      'While connected, the VPN also answers all questions for names. It does not know the name of your proxy.',
    ],
    howWeKnow: 'The name server of the VPN does not know the proxy; the one of the local network does.',
    whatToDo: ['Disconnect the VPN for a moment and check again.', 'Send the report to your IT department.'],
    forAdministrators: ['Add the proxy’s name to the VPN’s name servers, or set up split DNS.'],
  },
  'firewall.local-block': {
    whatItMeans: ['A firewall or security program on this computer itself stops the connection to the proxy.'],
    howWeKnow: 'The operating system refused to send, or a rule that fits the proxy was found.',
    whatToDo: [
      'Look for a recent message of your security program.',
      'Do not switch protection off; allow just this address and port.',
      'On a company computer, leave that to your IT department.',
    ],
    forAdministrators: ['The rule is named in the details.'],
  },
  'firewall.network-block': {
    whatItMeans: ['A firewall between this computer and the proxy, or the internet, lets this traffic vanish.'],
    howWeKnow:
      'The host is alive, but exactly this port is silent; or a router said that it is forbidden; or nothing direct passes and no proxy is known.',
    whatToDo: [
      'Check that you are in the right network, not in the one for guests.',
      'Ask which proxy this network uses.',
      'Send the report.',
    ],
    forAdministrators: [
      'Allow the proxy’s port from this network. Rejecting instead of dropping spares people long waits.',
    ],
  },
  'dns.resolver-unreachable': {
    whatItMeans: [
      'Names such as www.example.com are turned into addresses by a name server. It answers nothing at all.',
    ],
    howWeKnow: 'Every name was tried in vain, well-known ones included.',
    whatToDo: [
      'Disconnect and reconnect the network.',
      'Restart the router at home.',
      'Switch the VPN off and on.',
      'If you entered a name server by hand, set it back to automatic.',
    ],
    forAdministrators: ['Check the name servers that are handed out, and the way to them (UDP and TCP, port 53).'],
  },
  'dns.proxy-name-not-found': {
    whatItMeans: ['The proxy’s name in the settings is not known to the name server, while other names are.'],
    howWeKnow: 'The name server answered that there is no such name or address; other names were found.',
    whatToDo: [
      'Check the spelling.',
      'If it is right, connect to the company network or VPN; many names exist only there.',
      'Ask for the present name.',
    ],
    forAdministrators: ['After a move, leave the old name as an alias for some time.'],
  },
} satisfies Record<keyof CausesNear, ArticleText>;
