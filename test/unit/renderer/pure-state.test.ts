import { describe, expect, test } from 'vitest';
import { isOutsideLink, fileFor } from '../../../main/desktop/own-page.ts';
import { placeOf } from '../../../main/host/deep-link.ts';
import { isVisible } from '../../../main/desktop/window-state.ts';
import { draftFrom, isComplete } from '../../../renderer/state/credential-draft.ts';
import { hopsSoFar } from '../../../renderer/state/hops-so-far.ts';
import { HOPS } from '../../../src/observation/hop.ts';

describe('the route picture', () => {
  test('begins with eight hops of which nothing is known', () => {
    const hops = hopsSoFar({ phase: 'idle', route: null, observations: [], steps: [] });
    expect(hops).toEqual(HOPS.map((hop) => ({ hop, state: 'unknown' })));
  });

  test('shows a hop as running while a step of it runs', () => {
    const hops = hopsSoFar({ phase: 'running', route: null, observations: [], steps: [{ probe: 'dns.lookup' }] });
    expect(hops.find((one) => one.hop === 'dns')?.state).toBe('running');
  });

  test('calls a site good only when nothing runs there any more, and no name bad that is not on the way', () => {
    const about = { id: 'o1', atMs: 0, tookMs: 1 } as const;
    const way = {
      id: 'w1',
      purpose: 'target',
      url: 'http://s.example/',
      leg: { kind: 'direct' },
      redirects: 0,
    } as const;
    const connect = {
      ...about,
      probe: 'tcp.connect',
      to: 'site',
      host: 's.example',
      address: '192.0.2.1',
      port: 80,
      way,
      failure: null,
    } as const;
    const wpad = {
      ...about,
      probe: 'dns.lookup',
      name: 'wpad',
      role: 'pac',
      addresses: [],
      failure: { kind: 'name-not-found', code: 'ENOTFOUND' },
    } as const;
    const state = (steps: readonly { readonly probe: string }[], hop: string): unknown =>
      hopsSoFar({ phase: 'running', route: null, observations: [connect, wpad], steps }).find((one) => one.hop === hop)
        ?.state;
    expect(state([{ probe: 'http.exchange' }], 'site')).toBe('running');
    expect(state([], 'site')).toBe('ok');
    expect(state([], 'dns')).toBe('unknown');
  });

  test('takes the verdict for the truth as soon as it is there', () => {
    const hops = hopsSoFar({
      phase: 'finished',
      route: [{ hop: 'proxy', state: 'failed' }],
      observations: [],
      steps: [{ probe: 'dns.lookup' }],
    });
    expect(hops.filter((one) => one.state !== 'unknown')).toEqual([{ hop: 'proxy', state: 'failed' }]);
  });
});

test('the form for a sign-in is filled in from its address, and complete only with user and password', () => {
  const draft = draftFrom(new URLSearchParams('host=p.example&port=3128&kind=https&realm=R'));
  expect(draft).toEqual({ host: 'p.example', port: '3128', kind: 'https', realm: 'R', user: '', password: '' });
  expect(isComplete(draft)).toBe(false);
  expect(isComplete({ ...draft, user: 'u', password: 'p' })).toBe(true);
});

describe('the desktop window', () => {
  test('serves files of its folder and none outside', () => {
    expect(fileFor('app://throughway/assets/a.js', '/page')?.file).toBe('/page/assets/a.js');
    for (const address of [
      'app://throughway/../../etc/passwd.html',
      'app://throughway/%2e%2e%2fa.html',
      'app://other/a.js',
      'app://throughway/a.exe',
    ]) {
      const found = fileFor(address, '/page');
      expect(found === null || found.file.startsWith('/page/')).toBe(true);
    }
  });

  test('hands only web links and messages to the outside', () => {
    expect(isOutsideLink('https://www.example.com/')).toBe(true);
    expect(isOutsideLink('mailto:it@corp.example?subject=x')).toBe(true);
    for (const address of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'https://user:pass@example.com/',
      'not a url',
      'mailto:?bcc=it@corp.example',
    ]) {
      expect(isOutsideLink(address)).toBe(false);
    }
  });

  test('opens at the place that a link names, and nowhere else', () => {
    expect(placeOf(['throughway://learn/407'])).toBe('/learn/407');
    expect(placeOf(['throughway://check?url=https%3A%2F%2Fa.test%2F'])).toBe('/check?url=https%3A%2F%2Fa.test%2F');
    expect(placeOf(['throughway://check?url=javascript:alert(1)'])).toBe('/check');
    expect(placeOf(['throughway://unknown/', '--flag'])).toBeNull();
    expect(placeOf(['/home/u/office.throughway.json'])).toBe('/presets?file=%2Fhome%2Fu%2Foffice.throughway.json');
    expect(placeOf(['C:\\x\\office.throughway'])).toBe('/presets?file=C%3A%5Cx%5Coffice.throughway');
    expect(placeOf(['file:///home/u/the%20office.throughway.json'])).toBe(
      '/presets?file=%2Fhome%2Fu%2Fthe%20office.throughway.json',
    );
    expect(placeOf(['throughway://presets?file=%2Fetc%2Fpasswd'])).toBe('/presets');
    expect(placeOf(['throughway://preset?data=eyJ0Ijox_Q-&signature=AAAA'])).toBe(
      '/presets?data=eyJ0Ijox_Q-&signature=AAAA',
    );
  });

  test.each([
    ['throughway://preset?data=%3Cscript%3E', '/presets'],
    ['throughway://preset?signature=AAAA', '/presets'],
    ['throughway://preset?file=/etc/passwd&path=/etc/passwd', '/presets'],
    ['throughway://preset/../../etc/passwd', '/presets'],
    [`throughway://preset?data=${'A'.repeat(40_000)}`, null],
    ['throughway://host/office.throughway.json', null],
    ['throughway://\\\\server\\share\\office.throughway', null],
    ['THROUGHWAY://learn/407', '/learn/407'],
    ['throughway://learn/..%2f..%2fetc', '/learn'],
    [
      'throughway://check?url=https://a.test/%22%3E%3Cscript%3E',
      '/check?url=https%3A%2F%2Fa.test%2F%22%3E%3Cscript%3E',
    ],
    ['throughway://check?url=file:///etc/passwd', '/check'],
    ['throughway://presets/apply?yes=1', '/presets'],
    ['throughway:', null],
    ['throughway://[::1', null],
    ['https://a.test/office.throughway.json', null],
    ['javascript:alert(1)//x.throughway', null],
    ['smb://server/share/x.throughway', null],
    ['--inspect', null],
  ])('is not led astray by %s', (link, place) => {
    expect(placeOf([link])).toBe(place);
  });

  test('never opens off the screen', () => {
    const screens = [{ x: 0, y: 0, width: 1600, height: 900 }];
    expect(isVisible({ x: 100, y: 100, width: 900, height: 600 }, screens)).toBe(true);
    expect(isVisible({ x: 4000, y: 100, width: 900, height: 600 }, screens)).toBe(false);
  });
});
