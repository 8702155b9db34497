/** Broken replies: what a peer can say that no rule allows. Bytes, and what the peer does around them. */

/** What a hostile peer does with one connection. */
export interface HostileReply {
  readonly name: string;
  /** Sent in these pieces, one after each message that comes in (SOCKS and sign-ins have several), all at the first where `atOnce`. */
  readonly pieces: readonly Uint8Array[];
  /** Speaks before it was asked. */
  readonly atOnce?: boolean;
  readonly then: 'closes' | 'resets' | 'stays' | 'repeats the last piece';
}

const MEGABYTE = 1024 * 1024;
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const head = (...lines: readonly string[]): Buffer => bytes([...lines, '', ''].join('\r\n'));

function reply(
  name: string,
  pieces: readonly (string | Uint8Array)[],
  then: HostileReply['then'] = 'closes',
  more: { readonly atOnce?: boolean } = {},
): HostileReply {
  return { name, pieces: pieces.map((piece) => (typeof piece === 'string' ? bytes(piece) : piece)), then, ...more };
}

const HTTP: readonly HostileReply[] = [
  reply('half a status line', ['HTTP/1.']),
  reply('half a status line, and waits', ['HTTP/1.'], 'stays'),
  reply('a status of four digits', [head('HTTP/1.1 2000 OK')]),
  reply('a status of minus one', [head('HTTP/1.1 -1 No')]),
  reply('a status of words', [head('HTTP/1.1 OK 200')]),
  reply('version 9.9', [head('HTTP/9.9 200 OK', 'Content-Length: 0')]),
  reply('an HTTP/2 preface', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']),
  reply('HTTP/0.9', ['<html>hello</html>']),
  reply('bare line feeds', ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok']),
  reply('only carriage returns', ['HTTP/1.1 200 OK\rContent-Length: 2\r\rok']),
  reply('a header without a colon', [head('HTTP/1.1 200 OK', 'Nonsense')]),
  reply('a header with an empty name', [head('HTTP/1.1 200 OK', ': value')]),
  reply('a folded header without a header before it', [head('HTTP/1.1 200 OK', ' folded', 'A: b')]),
  reply('zero bytes in a header', [head('HTTP/1.1 200 OK', 'A: \0\0\0')]),
  reply('bytes above 127 in name and value', [head('HTTP/1.1 200 OK', '\xff\xfe\x80: \xc3\x28')]),
  reply('two lengths that differ', [head('HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 5'), 'hello']),
  reply('a negative length', [head('HTTP/1.1 200 OK', 'Content-Length: -5'), 'hello']),
  reply('a length beyond every number', [head('HTTP/1.1 200 OK', `Content-Length: ${'9'.repeat(400)}`), 'x'], 'stays'),
  reply('a length and chunks', [
    head('HTTP/1.1 200 OK', 'Content-Length: 3', 'Transfer-Encoding: chunked'),
    '0\r\n\r\n',
  ]),
  reply('a chunk of minus one', [head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), '-1\r\nx\r\n']),
  reply('a chunk beyond every number', [
    Buffer.concat([head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), bytes('FFFFFFFFFFFFFFFFFF\r\nx')]),
  ]),
  reply(
    'chunks of one byte without end',
    [
      Buffer.concat([head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), bytes('1\r\nx\r\n')]),
      '1\r\nx\r\n'.repeat(5_000),
    ],
    'repeats the last piece',
  ),
  reply(
    'an endless chunk extension',
    [Buffer.concat([head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), bytes('1;')]), 'e'.repeat(30_000)],
    'repeats the last piece',
  ),
  reply(
    'endless trailers',
    [Buffer.concat([head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'), bytes('0\r\n')]), 'T: t\r\n'.repeat(5_000)],
    'repeats the last piece',
  ),
  reply('a header line without end', ['HTTP/1.1 200 OK\r\nX: ', 'a'.repeat(60_000)], 'repeats the last piece'),
  reply('header lines without end', ['HTTP/1.1 200 OK\r\n', 'X: many\r\n'.repeat(5_000)], 'repeats the last piece'),
  reply('a reason without end', ['HTTP/1.1 200 ', 'O'.repeat(60_000)], 'repeats the last piece'),
  reply('interim answers without end', ['HTTP/1.1 100 Continue\r\n\r\n'.repeat(2_000)], 'repeats the last piece'),
  reply(
    'an upgrade nobody asked for',
    [head('HTTP/1.1 101 Switching', 'Upgrade: websocket', 'Connection: upgrade')],
    'stays',
  ),
  reply('a body without end', [head('HTTP/1.1 200 OK'), Buffer.alloc(MEGABYTE / 4, 'x')], 'repeats the last piece'),
  reply('a body that is never sent', [head('HTTP/1.1 200 OK', 'Content-Length: 100')], 'stays'),
  reply('gzip that is none', [head('HTTP/1.1 200 OK', 'Content-Encoding: gzip', 'Content-Length: 4'), 'nope']),
  reply('a redirect to itself', [head('HTTP/1.1 302 Found', 'Location: /', 'Content-Length: 0')]),
  reply('a redirect to nowhere', [head('HTTP/1.1 302 Found', 'Location: http://[::1', 'Content-Length: 0')]),
  reply('a redirect to another protocol', [
    head('HTTP/1.1 302 Found', 'Location: file:///etc/passwd', 'Content-Length: 0'),
  ]),
  reply('a redirect of a megabyte', [
    head('HTTP/1.1 302 Found', `Location: /${'a'.repeat(60_000)}`, 'Content-Length: 0'),
  ]),
  reply('cookies without number', [
    head(
      'HTTP/1.1 302 Found',
      'Location: /b',
      ...Array.from({ length: 90 }, (_, index) => `Set-Cookie: c${String(index)}=${'v'.repeat(500)}`),
    ),
  ]),
  reply('a challenge that is no list', [head('HTTP/1.1 407 No', 'Proxy-Authenticate: ,,,=,"', 'Content-Length: 0')]),
  reply('a quoted text without end', [
    head('HTTP/1.1 407 No', `Proxy-Authenticate: Basic realm="${'\\'.repeat(9_999)}`, 'Content-Length: 0'),
  ]),
  reply('a thousand challenges', [
    head('HTTP/1.1 407 No', `Proxy-Authenticate: ${'Basic realm="x", '.repeat(3_000)}`, 'Content-Length: 0'),
  ]),
  reply('an NTLM challenge of noise', [
    head(
      'HTTP/1.1 407 No',
      `Proxy-Authenticate: NTLM ${Buffer.alloc(300, 0xa5).toString('base64')}`,
      'Content-Length: 0',
    ),
  ]),
  reply('a Digest challenge without a nonce', [
    head(
      'HTTP/1.1 407 No',
      'Proxy-Authenticate: Digest realm="x", qop="auth-int, ,", algorithm=ROT13',
      'Content-Length: 0',
    ),
  ]),
  reply(
    'a 407 over and over',
    [head('HTTP/1.1 407 No', 'Proxy-Authenticate: Basic realm="x"', 'Content-Length: 0')],
    'stays',
  ),
  reply('a Date of the year zero', [
    head('HTTP/1.1 200 OK', 'Date: Thu, 00 Zzz 0000 99:99:99 GMT', 'Content-Length: 0'),
  ]),
];

const TLS: readonly HostileReply[] = [
  reply('an alert', [Buffer.from('15030300020228', 'hex')]),
  reply('an alert without end', [Buffer.from('1503030002022815030300020228', 'hex')], 'repeats the last piece'),
  reply(
    'a record longer than allowed',
    [Buffer.concat([Buffer.from('160303ffff', 'hex'), Buffer.alloc(65_535, 1)])],
    'stays',
  ),
  reply('half a ServerHello', [Buffer.from('160303004a0200004603035f', 'hex')], 'stays'),
  reply('a ServerHello of version 0', [Buffer.from('16000000020200', 'hex')]),
  reply('a ServerHello of noise', [
    Buffer.concat([Buffer.from('1603030100020000fc0303', 'hex'), Buffer.alloc(250, 0xa5)]),
  ]),
  reply('an empty record over and over', [Buffer.from('1603030000'.repeat(3_000), 'hex')], 'repeats the last piece'),
  reply('a tunnel, then noise', [head('HTTP/1.1 200 Connection established'), Buffer.alloc(2_000, 0xa5)]),
  reply('a tunnel, then a page', [
    head('HTTP/1.1 200 Connection established'),
    head('HTTP/1.1 400 Bad', 'Content-Length: 0'),
  ]),
  reply(
    'a tunnel, then a record of noise without end',
    [
      head('HTTP/1.1 200 Connection established'),
      Buffer.concat([Buffer.from('1703034000', 'hex'), Buffer.alloc(16_384, 7)]),
    ],
    'repeats the last piece',
  ),
];

const SOCKS: readonly HostileReply[] = [
  reply('one byte of SOCKS5', [Buffer.from('05', 'hex')], 'stays'),
  reply('a method nobody offered', [Buffer.from('0580', 'hex')]),
  reply('no method at all', [Buffer.from('05ff', 'hex')]),
  reply('version 4 to a greeting of 5', [Buffer.from('0400', 'hex')]),
  reply('GSSAPI', [Buffer.from('0501', 'hex')], 'stays'),
  reply('a sign-in of version 9', [Buffer.from('0502', 'hex'), Buffer.from('0900', 'hex')]),
  reply(
    'a SOCKS5 reply of an unknown kind of address',
    [Buffer.from('0500', 'hex'), Buffer.from('0500007f', 'hex')],
    'stays',
  ),
  reply(
    'a SOCKS5 reply with a name of 255 bytes that never comes',
    [Buffer.from('0500', 'hex'), Buffer.from('05000003ff', 'hex')],
    'stays',
  ),
  reply('a SOCKS5 reply code of 255', [Buffer.from('0500', 'hex'), Buffer.from('05ff0001000000000000', 'hex')]),
  reply('half a SOCKS4 reply', [Buffer.from('005a00', 'hex')], 'stays'),
  reply('a SOCKS4 reply of version 7', [Buffer.from('075a000000000000', 'hex')]),
  reply('SOCKS replies without end', [Buffer.from('0500', 'hex'), Buffer.alloc(60_000, 5)], 'repeats the last piece'),
];

const OTHER: readonly HostileReply[] = [
  reply('nothing, and waits', [], 'stays'),
  reply('nothing, and closes', []),
  reply('nothing, and resets', [], 'resets'),
  reply('one byte, and resets', ['H'], 'resets'),
  reply('noise without end', [Buffer.alloc(60_000, 0xa5)], 'repeats the last piece'),
  reply('zero bytes without end', [Buffer.alloc(60_000)], 'repeats the last piece', { atOnce: true }),
  reply('line feeds without end', ['\r\n'.repeat(30_000)], 'repeats the last piece'),
  reply('a greeting of another protocol', ['220 mail.example ESMTP\r\n'], 'stays', { atOnce: true }),
  reply('an answer before the question', [head('HTTP/1.1 200 OK', 'Content-Length: 0')], 'closes', { atOnce: true }),
  reply(
    'a PAC script without end',
    [head('HTTP/1.1 200 OK', 'Content-Type: application/x-ns-proxy-autoconfig'), '// comment\n'.repeat(6_000)],
    'repeats the last piece',
  ),
];

/** Every broken reply; each is given to every probe, also to those whose protocol it is not. */
export const HOSTILE_REPLIES: readonly HostileReply[] = [...HTTP, ...TLS, ...SOCKS, ...OTHER];
