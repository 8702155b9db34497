/** Every page of the window, for tests that visit all of them. */
export const PLACES = [
  { name: 'check', hash: '#/check' },
  { name: 'fixes', hash: '#/fixes' },
  { name: 'fix', hash: '#/fixes/remove-local-proxy' },
  { name: 'settings', hash: '#/settings' },
  { name: 'credentials', hash: '#/credentials' },
  {
    name: 'credentials-form',
    hash: '#/credentials/new?host=proxy.corp.example&port=3128&kind=http&realm=Corp',
  },
  { name: 'presets', hash: '#/presets' },
  { name: 'preset-editor', hash: '#/presets/edit' },
  { name: 'practice', hash: '#/practice' },
  { name: 'history', hash: '#/history' },
  { name: 'learn', hash: '#/learn' },
  { name: 'article', hash: '#/learn/407' },
  { name: 'report', hash: '#/report' },
  { name: 'site', hash: '#/site?url=https%3A%2F%2Fwww.example.com%2F' },
  { name: 'proxy', hash: '#/proxy?host=proxy.corp.example&port=3128&kind=http' },
  { name: 'preferences', hash: '#/preferences' },
  { name: 'not-found', hash: '#/nowhere' },
] as const;

export const LOOKS = [
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'ja', theme: 'light' },
  { language: 'ja', theme: 'dark' },
] as const;
